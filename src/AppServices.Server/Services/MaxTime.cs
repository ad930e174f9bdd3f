using System;
using AppServices.Mql;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Server.Services;

/// <summary>Reads the option <c>maxTimeMS</c>, as MongoDB does.</summary>
internal static class MaxTime
{
    /// <summary>The option's name.</summary>
    public const string Option = "maxTimeMS";

    /// <returns>The time; null for no limit of the caller's own.</returns>
    /// <exception cref="DocumentException">The value is no time.</exception>
    public static TimeSpan? Parse(BsonValue? value) => value switch
    {
        null or BsonNull or BsonUndefined => null,
        { IsNumeric: false } => throw DocumentException.BadValue($"{Option} must be a number"),
        _ when !WholeNumber.TryExact(value, out _) => throw DocumentException.BadValue($"{Option} has non-integral value"),
        _ when !WholeNumber.TryInt32(value, out int milliseconds) || milliseconds < 0 =>
            throw DocumentException.BadValue($"{value} value for {Option} is out of range [0, {int.MaxValue}]"),
        _ => WholeNumber.TryInt32(value, out int milliseconds) && milliseconds > 0 ? TimeSpan.FromMilliseconds(milliseconds) : null,
    };
}
