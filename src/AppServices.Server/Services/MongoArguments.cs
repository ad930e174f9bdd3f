using System.Linq;
using AppServices.Server.Documents;
using AppServices.Server.Documents.Values;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Services;

/// <summary>The one argument of a call of a data source (protocol.md 7.1, 7.2): a missing option and null are the same.</summary>
internal sealed class MongoArguments(BsonDocument argument)
{
    /// <summary>The collection that the call names, or whose schema has the title that it names (protocol.md 7).</summary>
    /// <exception cref="DocumentException">It names none, or asks for a collation.</exception>
    public CollectionName Collection(DataSource source)
    {
        if (Value("collation") is not null) throw DocumentException.Unsupported("collation is not supported by the embedded database");
        if (argument.GetValue("schema_name", BsonNull.Value) is BsonString title)
        {
            (string database, string name) = source.Rules.OfTitle(title.Value)
                ?? throw DocumentException.BadValue($"no matching collection found that maps to a table with title \"{title.Value}\"");
            return source.Collection(database, name);
        }
        return source.Collection(Text("database"), Text("collection"));
    }

    /// <summary>A document; an empty one when it is missing.</summary>
    public BsonDocument Document(string name) => Optional(name) ?? [];

    /// <summary>A document; null when it is missing.</summary>
    public BsonDocument? Optional(string name) => Value(name) switch
    {
        null => null,
        BsonDocument document => document,
        _ => throw DocumentException.TypeMismatch($"'{name}' must be a document"),
    };

    /// <summary>A value; null when it is missing.</summary>
    public BsonValue? Value(string name) => argument.GetValue(name, BsonNull.Value) is var value and not (BsonNull or BsonUndefined) ? value : null;

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
        return items.Select(item => item as BsonDocument ?? throw DocumentException.TypeMismatch($"'{name}' must be an array of documents")).ToArray();
    }

    /// <summary>A whole number of any type; 0 when it is missing.</summary>
    public long Number(string name) => Value(name) switch
    {
        null => 0,
        { IsNumeric: true } number when !NumberOrder.IsNaN(number) && NumberOrder.Infinity(number) == 0 => (long)number.ToDouble(),
        _ => throw DocumentException.TypeMismatch($"'{name}' must be a number"),
    };

    /// <summary>True or false; false when it is missing.</summary>
    public bool Flag(string name) => Value(name) switch
    {
        null => false,
        BsonBoolean flag => flag.Value,
        _ => throw DocumentException.TypeMismatch($"'{name}' must be true or false"),
    };

    private string Text(string name) => Value(name) is BsonString { Value.Length: > 0 } text
        ? text.Value
        : throw DocumentException.BadValue($"'{name}' is a required string");
}
