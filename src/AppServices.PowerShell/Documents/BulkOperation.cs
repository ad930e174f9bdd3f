using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Ejson;
using AppServices.Values;

namespace AppServices.Documents;

/// <summary>One of many writes: a document such as <c>{ insertOne: { document } }</c>. Source: client-api 17.2.</summary>
internal sealed class BulkOperation
{
    private static readonly Dictionary<string, string[]> s_fields = new()
    {
        ["insertOne"] = ["document"],
        ["updateOne"] = ["filter", "update"],
        ["updateMany"] = ["filter", "update"],
        ["replaceOne"] = ["filter", "replacement"],
        ["deleteOne"] = ["filter"],
        ["deleteMany"] = ["filter"],
    };

    private readonly string _method;
    private readonly object _body;

    private BulkOperation(string method, object body, object document) => (_method, _body, Document) = (method, body, document);

    /// <summary>The operation as it is sent.</summary>
    public object Document { get; }

    public static BulkOperation Insert(object document) => Create("insertOne", new OrderedDictionary { ["document"] = document });

    /// <summary>Puts a document in the place of that which matches, or beside the others where none does.</summary>
    public static BulkOperation Upsert(object filter, object replacement) =>
        Create("replaceOne", new OrderedDictionary { ["filter"] = filter, ["replacement"] = replacement, ["upsert"] = true });

    /// <summary>Reads what somebody wrote.</summary>
    /// <exception cref="EjsonException">It is no operation.</exception>
    public static BulkOperation Parse(object document)
    {
        string[] names = [.. DocumentInput.Names(document)];
        if (names is not [var method] || !s_fields.TryGetValue(method, out string[]? fields))
            throw new EjsonException(
                "An operation is a document with one field: insertOne, updateOne, updateMany, replaceOne, deleteOne or deleteMany.");
        DocumentInput.TryGet(document, method, out object? body);
        if (DocumentInput.Unwrap(body) is not { } inner || !DocumentInput.IsDocument(inner))
            throw new EjsonException($"'{method}' needs a document with {string.Join(" and ", fields)}.");
        foreach (string field in fields)
            if (!DocumentInput.TryGet(inner, field, out object? value) || value is null)
                throw new EjsonException($"'{method}' lacks '{field}'.");
        return new BulkOperation(method, inner, document);
    }

    /// <summary>Does the same by a request of its own, for services that have no bulk writes.</summary>
    public async Task<BulkWriteResult> RunAsync(MongoCollection documents, RequestOptions options, CancellationToken cancellationToken)
    {
        if (_method == "insertOne")
        {
            using var batch = new WriteBatch(PSValues.Format.Writer, 1, int.MaxValue);
            batch.TryAdd(Field("document")!);
            return new BulkWriteResult
            {
                InsertedCount = 1, InsertedIds = [(0, (await documents.InsertManyAsync(batch, options, cancellationToken))[0])],
            };
        }
        bool isMany = _method is "updateMany" or "deleteMany";
        if (_method is "deleteOne" or "deleteMany")
            return new BulkWriteResult { DeletedCount = await documents.DeleteAsync(Field("filter")!, isMany, options, cancellationToken) };
        UpdateResult result = await documents.UpdateAsync(
            Field("filter")!, Field(_method == "replaceOne" ? "replacement" : "update")!, isMany, LanguageTruth(Field("upsert")),
            (DocumentInput.Unwrap(Field("arrayFilters")) as IList) is { } filters ? DocumentInput.ToDocuments(filters) : null, options,
            cancellationToken);
        return new BulkWriteResult
        {
            MatchedCount = result.MatchedCount,
            ModifiedCount = result.ModifiedCount,
            UpsertedIds = result.UpsertedId is { } id ? [(0, id)] : [],
        };
    }

    private static BulkOperation Create(string method, OrderedDictionary body) =>
        new(method, body, new OrderedDictionary { [method] = body });

    private static bool LanguageTruth(object? value) => System.Management.Automation.LanguagePrimitives.IsTrue(value);

    private object? Field(string name) => DocumentInput.TryGet(_body, name, out object? value) ? value : null;
}
