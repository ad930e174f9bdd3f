using System.Threading;
using AppServices.Mql.Updates.Changes;
using AppServices.Mql.Updates.Tree;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Updates;

/// <summary>Parses updates. What it does not know it refuses by name.</summary>
internal static class UpdateParser
{
    /// <summary>Parses an update of any form: operators, a pipeline, or a document that takes the place of the other one.</summary>
    /// <param name="update">The update.</param>
    /// <param name="arrayFilters">The filters for <c>$[name]</c> in paths; null for none.</param>
    /// <param name="cancellation">Ends the operation, also in the middle of one document.</param>
    /// <exception cref="DocumentException">The update or a filter is not valid.</exception>
    public static Update Parse(BsonValue update, BsonArray? arrayFilters, CancellationToken cancellation) => update switch
    {
        BsonDocument document when document.ElementCount > 0 && document.GetElement(0).Name is ['$', ..] =>
            ParseOperators(document, arrayFilters, cancellation),
        BsonDocument document => ParseDocument(document, arrayFilters, cancellation),
        BsonArray when arrayFilters is not null =>
            throw DocumentException.FailedToParse("Cannot specify arrayFilters for a pipeline-style update"),
        BsonArray stages => new PipelineUpdate(stages, cancellation),
        _ => throw DocumentException.FailedToParse("Update argument must be either an object or an array"),
    };

    /// <summary>Parses an update where only a whole document will do.</summary>
    /// <exception cref="DocumentException">It has operators.</exception>
    public static Update ParseReplacement(BsonDocument replacement)
    {
        foreach (BsonElement element in replacement)
            if (element.Name is ['$', ..])
                throw DocumentException.BadValue("the replace operation document must not contain atomic operators");
        return new ReplacementUpdate(replacement);
    }

    private static ReplacementUpdate ParseDocument(BsonDocument document, BsonArray? arrayFilters, CancellationToken cancellation)
    {
        ArrayFilters.Parse(arrayFilters, cancellation).CheckAllUsed(document);
        return new ReplacementUpdate(document);
    }

    private static OperatorUpdate ParseOperators(BsonDocument update, BsonArray? arrayFilters, CancellationToken cancellation)
    {
        ArrayFilters filters = ArrayFilters.Parse(arrayFilters, cancellation);
        var tree = new TreeBuilder(filters);
        foreach (BsonElement modifier in update)
        {
            FieldChangeParser? parse = UpdateOperators.Find(modifier.Name);
            if (modifier.Value is not BsonDocument fields) throw NoFields(modifier);
            foreach (BsonElement field in fields)
            {
                cancellation.ThrowIfCancellationRequested();
                if (parse is null) AddRename(tree, field);
                else tree.Add(new UpdatePath(field.Name), parse(field, cancellation));
            }
        }
        filters.CheckAllUsed(update);
        return new OperatorUpdate(tree.Build(), cancellation);
    }

    private static void AddRename(TreeBuilder tree, BsonElement field)
    {
        if (field.Value is not BsonString target)
            throw DocumentException.BadValue($"The 'to' field for $rename must be a string: {field.Name}: {ErrorText.Of(field.Value)}");
        if (target.Value.Contains('\0'))
            throw DocumentException.Numbered(9867600, "The 'to' field for $rename cannot contain an embedded null byte");
        (UpdatePath from, UpdatePath to) = (new UpdatePath(field.Name), new UpdatePath(target.Value));
        if (from.Text == to.Text)
            throw DocumentException.BadValue($"The source and target field for $rename must differ: {field.Name}: {ErrorText.Of(target)}");
        if (from.IsOnLineOf(to))
            throw DocumentException.BadValue(
                $"The source and target field for $rename must not be on the same path: {field.Name}: {ErrorText.Of(target)}");
        if (from.IsDynamic) throw DocumentException.BadValue($"The source field for $rename may not be dynamic: {from.Text}");
        if (to.IsDynamic) throw DocumentException.BadValue($"The destination field for $rename may not be dynamic: {to.Text}");
        tree.Add(from, new UnsetChange());
        tree.Add(to, new RenameChange(from, to));
    }

    private static DocumentException NoFields(BsonElement modifier) => DocumentException.FailedToParse(
        $"Modifiers operate on fields but we found type {TypeNames.Of(modifier.Value)} instead."
        + $" For example: {{$mod: {{<field>: ...}}}} not {ErrorText.Of(new BsonDocument(modifier))}");
}
