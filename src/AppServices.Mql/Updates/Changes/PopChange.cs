using AppServices.Mql.Updates.Tree;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Updates.Changes;

/// <summary><c>$pop</c>: takes away the first or the last item.</summary>
internal sealed class PopChange : FieldChange
{
    private readonly bool _first;

    private PopChange(bool first) => _first = first;

    protected override OnBlockedPath OnBlockedPath => OnBlockedPath.CannotTraverse;

    /// <exception cref="DocumentException">The operand is neither 1 nor -1.</exception>
    public static PopChange Parse(BsonElement field)
    {
        if (!field.Value.IsNumeric)
            throw DocumentException.FailedToParse($"Expected a number in: {field.Name}: {ErrorText.Of(field.Value)}");
        return WholeNumber.TryExact(field.Value, out long end) && end is 1 or -1
            ? new PopChange(end == -1)
            : throw DocumentException.FailedToParse($"$pop expects 1 or -1, found: {ErrorText.Of(field.Value)}");
    }

    protected override BsonValue? Change(BsonValue? current, UpdateRun run)
    {
        if (current is null) return null;
        if (current is not BsonArray array)
            throw DocumentException.TypeMismatch($"Path '{run.Path}' contains an element of non-array type '{TypeNames.Of(current)}'");
        if (array.Count == 0) return array;
        var rest = new BsonArray(array.Count - 1);
        for (int i = _first ? 1 : 0; i < (_first ? array.Count : array.Count - 1); i++) rest.Add(array[i]);
        return rest;
    }
}
