using System;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Queries.Matchers;

/// <summary>What <c>$bitsAllSet</c> and its kin ask for.</summary>
internal enum BitsMode
{
    AllSet,
    AnySet,
    AllClear,
    AnyClear,
}

/// <summary>
/// <c>$bitsAllSet</c> and its kin: a whole number or a binary with given bits. A number goes on with its sign above its 64
/// bits, a binary with zeros.
/// </summary>
internal sealed class BitsMatcher(BitsMode mode, int[] positions) : ValueMatcher
{
    private readonly ulong _mask = Mask(positions);

    public override bool Holds(BsonValue? value)
    {
        if (value is BsonBinaryData binary) return Holds(BinarySubtypes.Content(binary));
        if (value is null || !WholeNumber.TryExact(value, out long whole)) return false;
        ulong set = (ulong)whole & _mask;
        return mode switch
        {
            BitsMode.AllSet => set == _mask,
            BitsMode.AnySet => set != 0,
            BitsMode.AllClear => set == 0,
            _ => set != _mask,
        };
    }

    private bool Holds(byte[] bytes)
    {
        bool looksForSet = mode is BitsMode.AllSet or BitsMode.AnySet, asksForAny = mode is BitsMode.AnySet or BitsMode.AnyClear;
        foreach (int position in positions)
        {
            bool isSet = position / 8 < bytes.Length && (bytes[position / 8] >> (position % 8) & 1) != 0;
            if (isSet == looksForSet == asksForAny) return asksForAny;
        }
        return !asksForAny;
    }

    private static ulong Mask(int[] positions)
    {
        ulong mask = 0;
        foreach (int position in positions) mask |= 1UL << Math.Min(position, 63);
        return mask;
    }
}
