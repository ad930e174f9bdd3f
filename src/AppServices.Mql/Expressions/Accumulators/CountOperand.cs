using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Accumulators;

/// <summary>The <c>n</c> of <c>$firstN</c>, <c>$topN</c> and their kin.</summary>
internal static class CountOperand
{
    /// <summary>That of an accumulator of a group.</summary>
    /// <exception cref="DocumentException">It is no whole number from one on.</exception>
    public static long OfGroup(BsonValue? value) => WholeNumber.TryExact(value, out long count) && count > 0
        ? count
        : throw DocumentException.Numbered(7548606, $"Value for 'n' must be a whole number greater than 0, but found {Types.Show(value)}");

    /// <exception cref="DocumentException">It is no whole number from one on.</exception>
    public static long Of(BsonValue? value)
    {
        if (!WholeNumber.TryExact(value, out long count))
            throw DocumentException.Numbered(5787902, $"Value for 'n' must be of integral type, but found {Types.Show(value)}");
        return count > 0 ? count : throw DocumentException.Numbered(5787908, $"'n' must be greater than 0, found {count}");
    }
}
