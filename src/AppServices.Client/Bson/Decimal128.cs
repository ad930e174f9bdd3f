using System;
using AppServices.Bson.Parts;

namespace AppServices.Bson;

/// <summary>
/// An IEEE 754 decimal of 128 bits: 34 digits, exponents from -6176 to 6111, infinities, NaN and a negative zero. The number of
/// trailing zeros is part of the value and is kept (<c>1.10</c> stays <c>1.10</c>), but does not count when values are compared.
/// </summary>
public readonly partial struct Decimal128 : IDecimal128, IEquatable<Decimal128>, IComparable<Decimal128>, IComparable
{
    /// <summary>Most significant digits.</summary>
    internal const int MaxDigits = 34;

    /// <summary>Exponent of the last digit: smallest.</summary>
    internal const int MinExponent = -6176;

    /// <summary>Exponent of the last digit: greatest.</summary>
    internal const int MaxExponent = 6111;

    private readonly Coefficient coefficient;
    private readonly short exponent;
    private readonly Decimal128Kind kind;
    private readonly bool negative;

    /// <summary>A number from its text.</summary>
    /// <param name="text">
    /// Digits with optional sign, point and exponent, or <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>; never depends on the culture.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="FormatException">The text is not a number.</exception>
    /// <exception cref="OverflowException">The number has more than 34 digits or an exponent out of range; it is not rounded.</exception>
    public Decimal128(string text) => this = Parse(text);

    internal Decimal128(bool negative, Coefficient coefficient, int exponent)
    {
        this.negative = negative;
        this.coefficient = coefficient;
        this.exponent = (short)exponent;
        kind = Decimal128Kind.Finite;
    }

    private Decimal128(bool negative, Decimal128Kind kind)
    {
        this.negative = negative;
        this.kind = kind;
    }

    /// <summary>Not a number.</summary>
    public static Decimal128 NaN => new(negative: false, Decimal128Kind.NaN);

    /// <summary>Above every number.</summary>
    public static Decimal128 PositiveInfinity => new(negative: false, Decimal128Kind.Infinity);

    /// <summary>Below every number.</summary>
    public static Decimal128 NegativeInfinity => new(negative: true, Decimal128Kind.Infinity);

    /// <summary>The value in Extended JSON.</summary>
    public string _numberDecimal => ToString();

    internal bool IsNaN => kind == Decimal128Kind.NaN;

    internal bool IsInfinity => kind == Decimal128Kind.Infinity;

    internal bool IsNegative => negative;

    /// <inheritdoc/>
    bool IDecimal128.IsNaN => IsNaN;

    /// <inheritdoc/>
    bool IDecimal128.IsInfinity => IsInfinity;

    /// <inheritdoc/>
    bool IDecimal128.IsNegative => IsNegative;

    /// <summary>The digits as a whole number.</summary>
    internal Coefficient Coefficient => coefficient;

    /// <summary>The power of ten that the digits are multiplied with.</summary>
    internal int Exponent => exponent;

    /// <summary>Same number: trailing zeros and the sign of zero do not count; NaN equals NaN.</summary>
    /// <param name="other">The other number.</param>
    public bool Equals(Decimal128 other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Decimal128 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Decimal128Comparison.Hash(this);

    /// <summary>Orders by value; NaN sorts before everything, as in the database.</summary>
    /// <param name="other">The other number.</param>
    public int CompareTo(Decimal128 other) => Decimal128Comparison.Compare(this, other);

    /// <inheritdoc/>
    int IComparable.CompareTo(object? obj) => obj switch
    {
        null => 1,
        Decimal128 other => CompareTo(other),
        _ => throw new ArgumentException($"A Decimal128 cannot be compared with a {obj.GetType()}.", nameof(obj)),
    };

    /// <summary>The canonical text, such as <c>1.10</c>, <c>1E+3</c>, <c>-Infinity</c>.</summary>
    public override string ToString()
    {
        Span<byte> ascii = stackalloc byte[Decimal128Text.MaxLength];
        int length = Decimal128Text.Format(this, ascii);
        Span<char> text = stackalloc char[length];
        for (int i = 0; i < length; i++) text[i] = (char)ascii[i];
        return text.ToString();
    }

    /// <summary>Same number.</summary>
    public static bool operator ==(Decimal128 left, Decimal128 right) => left.Equals(right);

    /// <summary>Another number.</summary>
    public static bool operator !=(Decimal128 left, Decimal128 right) => !left.Equals(right);

    /// <summary>Sorts before.</summary>
    public static bool operator <(Decimal128 left, Decimal128 right) => left.CompareTo(right) < 0;

    /// <summary>Sorts after.</summary>
    public static bool operator >(Decimal128 left, Decimal128 right) => left.CompareTo(right) > 0;

    /// <summary>Sorts before or same.</summary>
    public static bool operator <=(Decimal128 left, Decimal128 right) => left.CompareTo(right) <= 0;

    /// <summary>Sorts after or same.</summary>
    public static bool operator >=(Decimal128 left, Decimal128 right) => left.CompareTo(right) >= 0;
}

/// <summary>What a <see cref="Decimal128"/> holds.</summary>
internal enum Decimal128Kind : byte
{
    /// <summary>A number (and the default, zero).</summary>
    Finite,

    /// <summary>An infinity; the sign says which.</summary>
    Infinity,

    /// <summary>Not a number.</summary>
    NaN,
}
