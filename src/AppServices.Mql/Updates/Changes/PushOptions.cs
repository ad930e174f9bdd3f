using AppServices.Mql.Sorting;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Updates.Changes;

/// <summary>The operand of <c>$push</c>.</summary>
/// <param name="Values">What to add.</param>
/// <param name="Position">Where; counted from the end when negative.</param>
/// <param name="Slice">How many items to keep, the last ones when negative; null for all.</param>
/// <param name="Sort">How to sort the items; null for not at all.</param>
internal sealed record PushOptions(BsonValue[] Values, long Position, long? Slice, ItemSort? Sort)
{
    /// <exception cref="DocumentException">What stands with <c>$each</c> is not valid.</exception>
    public static PushOptions Parse(BsonValue operand)
    {
        if (operand is not BsonDocument options || !options.Contains("$each")) return new PushOptions([operand], long.MaxValue, null, null);
        (BsonValue[] values, long position, long? slice, ItemSort? sort) = ((BsonValue[])[], long.MaxValue, (long?)null, (ItemSort?)null);
        foreach (BsonElement option in options)
        {
            switch (option.Name)
            {
                case "$each": values = Each(option.Value); break;
                case "$position": position = Whole(option.Value, "The value for $position must be an integer value, not of type: "); break;
                case "$slice": slice = Whole(option.Value, "The value for $slice must be an integer value but was given type: "); break;
                case "$sort": sort = ItemSort.Parse(option.Value); break;
                default: throw DocumentException.BadValue($"Unrecognized clause in $push: {option.Name}");
            }
        }
        return new PushOptions(values, position, slice, sort);
    }

    private static BsonValue[] Each(BsonValue operand) => operand is BsonArray values
        ? values.ToArray()
        : throw DocumentException.BadValue($"The argument to $each in $push must be an array but it was of type: {TypeNames.Of(operand)}");

    private static long Whole(BsonValue operand, string otherwise) => WholeNumber.TryExact(operand, out long whole)
        ? whole
        : throw DocumentException.BadValue(otherwise + TypeNames.Of(operand));
}
