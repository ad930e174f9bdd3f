using System;
using System.Collections.Generic;
using System.Threading;
using AppServices.Mql.Queries;
using AppServices.Mql.Sorting;
using AppServices.Server.Bson;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>
/// Finds out whether documents are wanted by as few of their fields as that takes: reading a whole document costs many times what looking
/// at a field does.
/// </summary>
internal sealed class DocumentGlance
{
    private static readonly byte[] s_unread = [];

    private readonly Predicate _filter;
    private readonly GlanceResult _result;
    private readonly Lazy<FieldNames?> _fields;
    private readonly CancellationToken _cancellation;

    // What was looked at last. Most of it nobody wants to keep.
    private BsonDocument? _looked;

    private DocumentGlance(Predicate filter, Lazy<FieldNames?> fields, GlanceResult result, CancellationToken cancellation) =>
        (_filter, _fields, _result, _cancellation) = (filter, fields, result, cancellation);

    private DocumentGlance(Predicate filter, SortOrder order, GlanceResult result, CancellationToken cancellation)
        : this(filter, new Lazy<FieldNames?>(() => FieldsOf(filter, order), isThreadSafe: false), result, cancellation)
    {
    }

    /// <summary>How many documents were looked at.</summary>
    public long Examined { get; private set; }

    /// <summary>How many of them were wanted.</summary>
    public long Wanted { get; private set; }

    /// <summary>Finds documents that are read whole where they are wanted.</summary>
    /// <param name="filter">Which are wanted.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static DocumentGlance ForAll(Predicate filter, CancellationToken cancellation) =>
        new(filter, SortOrder.None, GlanceResult.Whole, cancellation);

    /// <summary>Finds documents of which nobody wants to know more than how many there are.</summary>
    public static DocumentGlance ForCount(Predicate filter, CancellationToken cancellation) =>
        new(filter, SortOrder.None, GlanceResult.Nothing, cancellation);

    /// <summary>
    /// Finds documents with the fields that an order asks for, where few of them will be wanted: <see cref="Complete"/> reads those.
    /// </summary>
    public static DocumentGlance ForOrder(Predicate filter, SortOrder order, CancellationToken cancellation) =>
        new(filter, order, GlanceResult.Fields, cancellation);

    /// <summary>Whether nobody wants to know more than how many documents are wanted.</summary>
    public bool OnlyCounts => _result == GlanceResult.Nothing;

    /// <summary>Whether several may look at once, as at nothing but fields.</summary>
    public bool CanFork => _fields.Value is not null;

    /// <summary>The same, which has looked at nothing yet.</summary>
    public DocumentGlance Fork() => new(_filter, _fields, _result, _cancellation);

    /// <summary>The rest of a document.</summary>
    public StoredDocument Complete(StoredDocument found) =>
        _fields.Value is null ? found : found with { Document = BsonBytes.Read(found.Body) };

    /// <summary>A document, without its number; null for one that is not wanted.</summary>
    /// <param name="body">Its BSON, which is there until this returns.</param>
    public StoredDocument? Read(ReadOnlySpan<byte> body)
    {
        _cancellation.ThrowIfCancellationRequested();
        // Where most are wanted, as where one is looked for by its _id, what was looked at would be read twice.
        FieldNames? fields = _result != GlanceResult.Whole || Wanted * 2 < Examined ? _fields.Value : null;
        BsonDocument document = fields is null ? BsonBytes.Read(body) : ReadFields(body, fields);
        Examined++;
        if (!_filter.Matches(document)) return null;
        Wanted++;
        byte[] kept = OnlyCounts ? s_unread : body.ToArray();
        if (fields is not null && _result == GlanceResult.Whole) document = BsonBytes.Read(kept);
        if (_result == GlanceResult.Fields) _looked = null;
        return new StoredDocument(document, kept, Number: 0);
    }

    private BsonDocument ReadFields(ReadOnlySpan<byte> body, FieldNames fields)
    {
        _looked ??= [];
        _looked.Clear();
        BsonBytes.Read(body, fields, _looked);
        return _looked;
    }

    private static FieldNames? FieldsOf(Predicate filter, SortOrder order)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (SortField field in order.Fields) names.Add(field.Path.Parts[0]);
        return filter.TryAddFields(names) ? new FieldNames(names) : null;
    }

    /// <summary>What is told of a document that is wanted.</summary>
    private enum GlanceResult
    {
        Whole,
        Fields,
        Nothing,
    }
}
