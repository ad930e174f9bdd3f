using AppServices.Mql.Paths;
using AppServices.Mql.Updates.Tree;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Updates.Changes;

/// <summary>The new place of <c>$rename</c>, which takes the value from the old one. Arrays are not crossed on either way.</summary>
internal sealed class RenameChange(UpdatePath from, UpdatePath to) : FieldChange
{
    public override void Refuse(BsonValue holder, string rest, UpdateRun run)
    {
        if (IsWanted(run)) CheckNoArray(to, "destination", run);
        base.Refuse(holder, rest, run);
    }

    protected override bool IsWanted(UpdateRun run) => Find(run.Document) is not null;

    protected override BsonValue Change(BsonValue? current, UpdateRun run)
    {
        CheckNoArray(from, "source", run);
        CheckNoArray(to, "destination", run);
        BsonValue value = Find(run.Document)!;
        return current is not null && ExactEquality.AreSame(current, value) ? current : value;
    }

    // No other part of the update can have changed the old place, so it is as it was.
    private BsonValue? Find(BsonDocument document)
    {
        BsonValue? value = document;
        foreach (string name in from.Parts)
        {
            value = value switch
            {
                BsonDocument inner => inner.TryGetValue(name, out BsonValue found) ? found : null,
                BsonArray array => PathValues.TryIndex(name, array.Count, out int index) ? array[index] : null,
                _ => null,
            };
            if (value is null) return null;
        }
        return value;
    }

    private static void CheckNoArray(UpdatePath path, string which, UpdateRun run)
    {
        BsonValue? value = run.Document;
        foreach (string name in path.Parts[..^1])
        {
            if (value is not BsonDocument inner || !inner.TryGetValue(name, out value)) return;
            if (value is BsonArray)
                throw DocumentException.BadValue(
                    $"The {which} field cannot be an array element, '{path.Text}' in doc with {ErrorText.IdOf(run.Document)} has an array "
                        + $"field called '{name}'");
        }
    }
}
