using System.Text;
using AppServices.Server.Bson;
using MongoDB.Bson;

namespace AppServices.Tests.Mql;

/// <summary>BSON values written as Extended JSON, so that tests read as tables.</summary>
internal static class Ejson
{
    /// <summary>How a table writes a missing value.</summary>
    public const string Missing = "missing";

    public static BsonValue Value(string text) => EjsonReader.Parse(Encoding.UTF8.GetBytes(text));

    public static BsonDocument Document(string text) => Value(text).AsBsonDocument;

    /// <summary>The canonical text, in which every type is told from every other.</summary>
    public static string Text(BsonValue? value) => value is null ? Missing : EjsonWriter.ToText(value);

    /// <summary>The canonical text of the same value.</summary>
    public static string Canonical(string text) => text == Missing ? Missing : Text(Value(text));
}
