using System;
using System.Globalization;
using System.Text;
using AppServices.Server.OutgoingHttp;
using MongoDB.Bson;

namespace AppServices.Server.Aws;

/// <summary>Values of functions as Amazon's protocols write them.</summary>
internal static class AwsValues
{
    /// <summary>Whether a value counts as not given.</summary>
    public static bool IsMissing(BsonValue value) => value is BsonNull or BsonUndefined;

    /// <summary>A value as text, in a query, a header or an element.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">Its name in the input.</param>
    /// <exception cref="OutgoingHttpException">It is a document or an array.</exception>
    public static string Text(BsonValue value, string name) => value switch
    {
        BsonString text => text.Value,
        BsonBoolean flag => flag.Value ? "true" : "false",
        BsonDouble number => number.Value.ToString("R", CultureInfo.InvariantCulture),
        BsonInt32 or BsonInt64 or BsonDecimal128 or BsonObjectId => value.ToString()!,
        BsonBinaryData binary => Convert.ToBase64String(binary.Bytes),
        BsonDateTime date => date.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        _ => throw Wrong(name, "a text, a number or a boolean"),
    };

    /// <summary>A value as the bytes of a body: what texts say in UTF-8, and binaries themselves.</summary>
    /// <exception cref="OutgoingHttpException">It is something else.</exception>
    public static byte[] Bytes(BsonValue value, string name) => value switch
    {
        BsonBinaryData binary => binary.Bytes,
        BsonString text => Encoding.UTF8.GetBytes(text.Value),
        _ => throw Wrong(name, "a string or a BSON.Binary"),
    };

    /// <summary>A text that has to be given.</summary>
    /// <exception cref="OutgoingHttpException">It is not, or is empty.</exception>
    public static string Required(BsonDocument input, string name) =>
        input.TryGetValue(name, out BsonValue value) && value is BsonString { Value.Length: > 0 } text
            ? text.Value
            : throw Wrong(name, "a text");

    public static OutgoingHttpException Wrong(string name, string expected) => new($"'{name}' must be {expected}");
}
