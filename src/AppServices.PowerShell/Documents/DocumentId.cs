using System;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using AppServices.Bson;
using AppServices.Ejson;
using AppServices.Values;

namespace AppServices.Documents;

/// <summary>Ids of documents: how they are taken from what is piped, asked for, compared and shown.</summary>
internal static class DocumentId
{
    public const string Field = "_id";

    /// <summary>The id that a piped object means: the <c>_id</c> of a document, or the object itself if it is a value.</summary>
    /// <returns>False for a document without an id, and for what cannot be one.</returns>
    public static bool TryGet(object? input, out object? id)
    {
        id = DocumentInput.Unwrap(input);
        if (id is null || !DocumentInput.IsDocument(id)) return IsId(id);
        bool isField = DocumentInput.TryGet(id, Field, out object? value);
        object? given = isField ? value : id;
        id = given is not null && DocumentInput.IsDocument(given) ? PSValues.Typed(given) : given;
        return (isField || !ReferenceEquals(id, given)) && IsId(id);
    }

    /// <summary>Whether a value can be an id. A regular expression would be a pattern for many.</summary>
    public static bool IsId(object? value) => Value(value) is not (null or Array or Regex or BsonRegularExpression);

    /// <summary>The filter that only the document with this id matches: the fields of an id are no operators.</summary>
    public static OrderedDictionary Filter(object? id) => new()
    {
        [Field] = Value(id) is { } value && DocumentInput.IsDocument(value) ? new OrderedDictionary { ["$eq"] = id } : Value(id),
    };

    /// <summary>As <see cref="Filter"/>, for several.</summary>
    public static OrderedDictionary FilterAny(object?[] ids) => new() { [Field] = new OrderedDictionary { ["$in"] = ids } };

    /// <summary>A text that is the same for ids which the database holds for equal: numbers of any type by their value.</summary>
    public static string Key(object? id) => Value(id) switch
    {
        byte or sbyte or short or ushort or int or uint or long or ulong or decimal =>
            Number(Convert.ToDecimal(Value(id), CultureInfo.InvariantCulture)),
        double number when Math.Abs(number) < 1e15 => Number((decimal)number),
        var value => DocumentText.Of(value, EjsonMode.Canonical),
    };

    /// <summary>For messages.</summary>
    public static string Show(object? id) => Value(id) switch
    {
        string text => $"'{text}'",
        var value and not (null or PSObject) when value.GetType().Assembly == typeof(ObjectId).Assembly => $"'{value}'",
        var value => DocumentText.Show(value),
    };

    /// <summary>Whether an id looks as if another type was meant.</summary>
    public static bool LooksLikeObjectId(object? id) => DocumentInput.Unwrap(id) is string text && ObjectId.TryParse(text, out _);

    // An id that has been JSON or CliXml meanwhile may be an object in the form of Extended JSON.
    private static object? Value(object? id) =>
        DocumentInput.Unwrap(id) is var value && value is not null && DocumentInput.IsDocument(value) ? PSValues.Typed(value) : value;

    private static string Number(decimal number) => (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);
}
