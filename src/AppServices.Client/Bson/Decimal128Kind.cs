namespace AppServices.Bson;

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
