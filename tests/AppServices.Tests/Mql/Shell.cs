using System.Linq;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;

namespace AppServices.Tests.Mql;

/// <summary>
/// BSON written as in the MongoDB shell: <c>{a: NumberLong(1), b: [/x/i, undefined]}</c>. A name with two dollars has one in
/// the value, for operators that the reader would take for Extended JSON: <c>{$$regex: 'x'}</c>.
/// </summary>
internal static class Shell
{
    private static readonly JsonWriterSettings s_exact = new() { OutputMode = JsonOutputMode.CanonicalExtendedJson };

    public static BsonDocument Document(string text) => Value(text).AsBsonDocument;

    public static BsonValue Value(string text) => Rename(BsonSerializer.Deserialize<BsonValue>(text));

    /// <summary>A value as text that two values share only when they have the same types, values and order of fields.</summary>
    public static string Exact(BsonValue? value) => value is null ? "(missing)" : value.ToJson(s_exact);

    private static BsonValue Rename(BsonValue value) => value switch
    {
        BsonDocument document => new BsonDocument(document.Select(element =>
            new BsonElement(element.Name.StartsWith("$$", System.StringComparison.Ordinal) ? element.Name[1..] : element.Name, Rename(element.Value)))),
        BsonArray array => new BsonArray(array.Select(Rename)),
        _ => value,
    };
}
