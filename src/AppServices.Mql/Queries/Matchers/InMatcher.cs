using System.Collections.Generic;
using System.Linq;
using System.Threading;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Queries.Matchers;

/// <summary>
/// <c>$in</c>: equal to any of several values, or matching any of several regular expressions. Null among them stands for a
/// missing value too.
/// </summary>
internal sealed class InMatcher : ValueMatcher
{
    private readonly BsonValue[] _sorted;
    private readonly RegexMatcher[] _patterns;
    private readonly bool _hasNull;

    /// <exception cref="DocumentException">A pattern is not valid, or a value is undefined.</exception>
    public InMatcher(BsonArray operands, CancellationToken cancellation)
    {
        if (operands.Any(operand => operand is BsonUndefined)) throw DocumentException.BadValue("cannot compare to undefined");
        _sorted = [.. new SortedSet<BsonValue>(operands.Where(operand => operand is not BsonRegularExpression), BsonOrder.Instance)];
        _patterns = operands.OfType<BsonRegularExpression>().Select(pattern => new RegexMatcher(pattern, cancellation)).ToArray();
        _hasNull = _sorted.Any(value => value is BsonNull);
    }

    /// <summary>The values, without patterns, each once and in their order.</summary>
    public IReadOnlyList<BsonValue> Values => _sorted;

    /// <summary>Whether there are patterns besides.</summary>
    public bool HasPatterns => _patterns.Length > 0;

    public override bool Holds(BsonValue? value)
    {
        if (value is null) return _hasNull;
        if (System.Array.BinarySearch(_sorted, value, BsonOrder.Instance) >= 0) return true;
        foreach (RegexMatcher pattern in _patterns)
            if (pattern.Holds(value)) return true;
        return false;
    }
}
