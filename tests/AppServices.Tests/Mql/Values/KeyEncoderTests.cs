using System;
using System.Buffers;
using AppServices.Mql.Values;
using CsCheck;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Mql.Values;

/// <summary>Keys sort by their bytes as the values do in <see cref="BsonOrder"/>.</summary>
public sealed class KeyEncoderTests
{
    [Fact]
    public void Keys_sort_as_values_do() => Gen.Select(BsonGen.Value, BsonGen.Value).Sample(
        (a, b) => Assert.Equal(Sign(a, b), Sign(KeyEncoder.Encode(a), KeyEncoder.Encode(b))), iter: 4_000, print: Print);

    [Fact]
    public void Keys_of_numbers_sort_as_numbers_do() => Gen.Select(BsonGen.Number, BsonGen.Number).Sample(
        (a, b) => Assert.Equal(Sign(a, b), Sign(KeyEncoder.Encode(a), KeyEncoder.Encode(b))), iter: 4_000, print: Print);

    [Fact]
    public void Keys_of_texts_sort_as_texts_do() => Gen.Select(BsonGen.Text, BsonGen.Text).Sample(
        (a, b) => Assert.Equal(Sign(a, b), Sign(KeyEncoder.Encode(a), KeyEncoder.Encode(b))), iter: 4_000, print: texts => Print((texts.Item1, texts.Item2)));

    [Fact]
    public void Descending_keys_sort_the_other_way() => Gen.Select(BsonGen.Value, BsonGen.Value).Sample(
        (a, b) => Assert.Equal(-Sign(a, b), Sign(Key((a, true)), Key((b, true)))), iter: 3_000, print: Print);

    [Fact]
    public void Keys_of_two_fields_sort_as_the_pairs_do() => Gen.Select(BsonGen.Value, BsonGen.Value, BsonGen.Value, BsonGen.Value).Select(Gen.Bool, Gen.Bool).Sample(
        sample =>
        {
            ((BsonValue a, BsonValue b, BsonValue c, BsonValue d), bool firstDescends, bool secondDescends) = sample;
            int first = Sign(a, b), second = Sign(c, d);
            int expected = first != 0 ? (firstDescends ? -first : first) : (secondDescends ? -second : second);
            Assert.Equal(expected, Sign(Key((a, firstDescends), (c, secondDescends)), Key((b, firstDescends), (d, secondDescends))));
        },
        iter: 3_000, print: sample => Print((new BsonArray { sample.Item1.Item1, sample.Item1.Item3 }, new BsonArray { sample.Item1.Item2, sample.Item1.Item4 })));

    [Fact]
    public void A_missing_value_has_the_key_of_undefined() => Assert.Equal(KeyEncoder.Encode(BsonUndefined.Value), KeyEncoder.Encode(null));

    private static byte[] Key(params (BsonValue Value, bool IsDescending)[] fields)
    {
        var key = new ArrayBufferWriter<byte>();
        foreach ((BsonValue value, bool isDescending) in fields)
        {
            if (isDescending) KeyEncoder.AppendDescending(key, value);
            else KeyEncoder.Append(key, value);
        }
        return key.WrittenSpan.ToArray();
    }

    private static int Sign(BsonValue a, BsonValue b) => Math.Sign(BsonOrder.Instance.Compare(a, b));

    private static int Sign(byte[] a, byte[] b) => Math.Sign(a.AsSpan().SequenceCompareTo(b));

    private static string Print((BsonValue A, BsonValue B) pair) => $"{Shell.Exact(pair.A)} {Shell.Exact(pair.B)}";
}
