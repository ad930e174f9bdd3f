using System;
using System.Numerics;
using MongoDB.Bson;

namespace AppServices.Mql.Values;

/// <summary>
/// A sum of numbers of any types. Integers are added exactly; doubles carry along what rounding lost, so that the order of
/// many small parts does not matter.
/// </summary>
internal struct NumberSum
{
    private Int128 _whole;
    private double _double, _lost;
    private BigDecimal _decimal;
    private double _special;      // infinities and NaN among decimals
    private bool _hasLong, _hasDouble, _hasDecimal;

    /// <summary>The sum: of the widest type among the parts, and wide enough for it.</summary>
    public readonly BsonValue Total =>
        _hasDecimal ? new BsonDecimal128(Decimal)
        : _hasDouble ? new BsonDouble(Double)
        : _whole < long.MinValue || _whole > long.MaxValue ? new BsonDouble((double)_whole)
        : _hasLong ? new BsonInt64((long)_whole)
        : Number.Narrow((long)_whole);

    /// <summary>The sum divided by how many there were.</summary>
    public readonly BsonValue Mean(long count) => _hasDecimal
        ? Arithmetic.Divide(new BsonDecimal128(Decimal), new BsonInt64(count))
        : new BsonDouble(Double / count);

    public void Add(BsonValue number)
    {
        switch (number)
        {
            case BsonInt32 value: _whole += value.Value; break;
            case BsonInt64 value: (_whole, _hasLong) = (_whole + value.Value, true); break;
            case BsonDouble value: AddDouble(value.Value); _hasDouble = true; break;
            case BsonDecimal128 value: AddDecimal(value.Value); _hasDecimal = true; break;
        }
    }

    private readonly double Double
    {
        get
        {
            NumberSum all = this;
            if (_whole != 0)
            {
                all.AddDouble((double)_whole);
                all.AddDouble((double)(_whole - (Int128)(double)_whole));
            }
            return double.IsFinite(all._double) ? all._double + all._lost : all._double;
        }
    }

    private readonly Decimal128 Decimal
    {
        get
        {
            double special = _special + (double.IsFinite(_double) ? 0 : _double);
            if (!double.IsFinite(special)) return Number.ToDecimal(special);
            BigDecimal sum = _whole == 0 ? _decimal : _decimal + new BigDecimal((BigInteger)_whole, 0);
            if (_hasDouble) sum = sum + BigDecimal.OfExact(_double) + BigDecimal.OfExact(_lost);
            return (sum with { IsNegativeZero = false }).ToDecimal128();     // a sum begins with zero
        }
    }

    private void AddDouble(double value)
    {
        double sum = _double + value;
        double part = sum - _double;
        _lost += _double - (sum - part) + (value - part);
        _double = sum;
    }

    private void AddDecimal(Decimal128 value)
    {
        if (Number.IsFinite(value))
        {
            // Each sum on the way is a decimal, too: one that is too large stays infinite.
            Decimal128 sum = _hasDecimal ? (_decimal + BigDecimal.Of(value)).ToDecimal128() : value;
            if (Number.IsFinite(sum)) _decimal = BigDecimal.Of(sum);
            else AddDecimal(sum);
        }
        else if (Decimal128.IsNaN(value))
            _special = double.NaN;
        else
            _special += Decimal128.IsNegativeInfinity(value) ? double.NegativeInfinity : double.PositiveInfinity;
    }
}
