using System.Collections.Generic;
using AppServices.Mql.Updates.Tree;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Updates.Changes;

/// <summary><c>$addToSet</c>: adds those of its values that the array does not have.</summary>
internal sealed class AddToSetChange : FieldChange
{
    private readonly List<BsonValue> _values;

    private AddToSetChange(List<BsonValue> values) => _values = values;

    /// <exception cref="DocumentException">What stands with <c>$each</c> is not valid.</exception>
    public static AddToSetChange Parse(BsonValue operand)
    {
        if (operand is not BsonDocument { ElementCount: > 0 } options || options.GetElement(0).Name != "$each")
            return new AddToSetChange([operand]);
        if (options[0] is not BsonArray values)
            throw DocumentException.TypeMismatch(
                $"The argument to $each in $addToSet must be an array but it was of type {TypeNames.Of(options[0])}");
        if (options.ElementCount > 1)
            throw DocumentException.BadValue($"Found unexpected fields after $each in $addToSet: {ErrorText.Of(options)}");
        var distinct = new List<BsonValue>(values.Count);
        var seen = new SortedSet<BsonValue>(BsonOrder.Instance);
        foreach (BsonValue value in values)
            if (seen.Add(value)) distinct.Add(value);
        return new AddToSetChange(distinct);
    }

    protected override BsonValue Change(BsonValue? current, UpdateRun run)
    {
        if (current is null) return new BsonArray(_values);
        if (current is not BsonArray array)
            throw DocumentException.BadValue(
                $"Cannot apply $addToSet to non-array field. Field named '{run.Name}' has non-array type {TypeNames.Of(current)}");
        BsonArray? copy = null;
        foreach (BsonValue value in _values)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            if (!Contains(array, value)) (copy ??= [.. array]).Add(value);
        }
        return copy ?? array;
    }

    private static bool Contains(BsonArray array, BsonValue value)
    {
        for (int i = 0; i < array.Count; i++)
            if (BsonOrder.AreEqual(array[i], value)) return true;
        return false;
    }
}
