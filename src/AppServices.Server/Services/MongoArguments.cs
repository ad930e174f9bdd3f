using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Mql;
using AppServices.Mql.Values;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Services;

/// <summary>
/// What a method is called with: the one argument of a call of a data source (client-api 7.1, 7.2), an operation of
/// <c>bulkWrite</c> or the options of a function's call. A missing option and null are the same.
/// </summary>
internal sealed class MongoArguments
{
    private static readonly string[] s_collection = ["database", "collection", "schema_name"];

    private readonly BsonDocument _given;

    /// <param name="method">The method.</param>
    /// <param name="given">What it is called with.</param>
    /// <param name="arguments">What stands among the options without being one.</param>
    /// <exception cref="DocumentException">Something is given that the method does not have.</exception>
    public MongoArguments(string method, BsonDocument given, params IReadOnlyList<string> arguments)
    {
        MethodOptions.Check(method, given, arguments);
        _given = given;
    }

    /// <summary>The argument of a client's call, which names the collection as well.</summary>
    /// <exception cref="DocumentException">Something is given that the method does not have.</exception>
    public static MongoArguments OfClient(string method, BsonDocument argument, params IReadOnlyList<string> arguments) =>
        new(method, argument, [.. s_collection, .. arguments]);

    /// <summary>What of each document to return; null for all of it.</summary>
    /// <exception cref="DocumentException">It is given twice, or no document.</exception>
    public BsonDocument? Projection => Value("project") is null ? Optional("projection")
        : Value("projection") is null ? Optional("project")
        : throw DocumentException.BadValue("'project' and 'projection' are the same option; give one of them");

    public BsonDocument? Sort => Optional("sort");

    /// <summary>The index to use, by its name or its fields; null for whichever is best.</summary>
    /// <exception cref="DocumentException">It is neither.</exception>
    public BsonValue? Hint => Value("hint") is null or BsonString or BsonDocument
        ? Value("hint")
        : throw DocumentException.FailedToParse("Hint must be a string or an object");

    /// <summary>
    /// How many documents at most; 0 for all. A number below zero asks for as many in one go, which is all the same here.
    /// </summary>
    /// <exception cref="DocumentException">It is no number.</exception>
    public long Limit => Number("limit") is not long.MinValue and var limit
        ? Math.Abs(limit)
        : throw DocumentException.BadValue("'limit' must be a number that fits 64 bits");

    /// <summary>How many documents to leave out.</summary>
    /// <exception cref="DocumentException">It is no number, or below zero.</exception>
    public long Skip => Number("skip") is >= 0 and var skip
        ? skip
        : throw DocumentException.Numbered(51024, $"BSON field 'skip' value must be >= 0, actual value '{Number("skip")}'");

    /// <summary>Whether the first error ends the rest, as it does unless said otherwise.</summary>
    public bool IsOrdered => Value("ordered") is null || Flag("ordered");

    /// <summary>The collection that the call names, or whose schema has the title that it names (client-api 7).</summary>
    /// <exception cref="DocumentException">It names none.</exception>
    public CollectionName Collection(DataSource source)
    {
        if (_given.GetValue("schema_name", BsonNull.Value) is BsonString title)
        {
            (string database, string name) = source.Rules.OfTitle(title.Value)
                ?? throw DocumentException.BadValue($"no matching collection found that maps to a table with title \"{title.Value}\"");
            return source.Collection(database, name);
        }
        return source.Collection(Text("database"), Text("collection"));
    }

    /// <summary>How long the operation may work; null when that is not said.</summary>
    public TimeSpan? MaxTime => Services.MaxTime.Parse(Value(Services.MaxTime.Option));

    /// <summary>A document; an empty one when it is missing.</summary>
    public BsonDocument Document(string name) => Optional(name) ?? [];

    /// <summary>A document that must be there.</summary>
    public BsonDocument Required(string name) => Optional(name) ?? throw DocumentException.BadValue($"'{name}' is a required document");

    /// <summary>A document; null when it is missing.</summary>
    public BsonDocument? Optional(string name) => Value(name) switch
    {
        null => null,
        BsonDocument document => document,
        _ => throw DocumentException.TypeMismatch($"'{name}' must be a document"),
    };

    /// <summary>A value; null when it is missing.</summary>
    public BsonValue? Value(string name) =>
        _given.GetValue(name, BsonNull.Value) is var value and not (BsonNull or BsonUndefined) ? value : null;

    /// <summary>An array; null when it is missing.</summary>
    public BsonArray? Array(string name) => Value(name) switch
    {
        null => null,
        BsonArray array => array,
        _ => throw DocumentException.TypeMismatch($"'{name}' must be an array"),
    };

    /// <summary>An array of documents that has at least one.</summary>
    public BsonDocument[] Documents(string name)
    {
        if (Array(name) is not { Count: > 0 } items) throw DocumentException.BadValue("must provide at least one element");
        return items.Select(
            item => item as BsonDocument ?? throw DocumentException.TypeMismatch($"'{name}' must be an array of documents")).ToArray();
    }

    /// <summary>A change of a document that must be there: a document or a pipeline.</summary>
    public BsonValue Change(string name) => Value(name) ?? throw DocumentException.BadValue($"'{name}' is a required document");

    /// <summary>True or false, or a number that stands for it; false when it is missing.</summary>
    public bool Flag(string name) => Value(name) switch
    {
        null => false,
        BsonBoolean flag => flag.Value,
        { IsNumeric: true } number => number.ToDouble() != 0,
        _ => throw DocumentException.TypeMismatch($"'{name}' must be true or false"),
    };

    // A whole number of any type; 0 when it is missing.
    private long Number(string name) => Value(name) is not { } value ? 0
        : WholeNumber.TryTruncate(value, out long whole) ? whole
        : throw DocumentException.TypeMismatch($"'{name}' must be a number");

    private string Text(string name) => Value(name) is BsonString { Value.Length: > 0 } text
        ? text.Value
        : throw DocumentException.BadValue($"'{name}' is a required string");
}
