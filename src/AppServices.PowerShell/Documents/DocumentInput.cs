using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using AppServices.Ejson;
using AppServices.Values;

namespace AppServices.Documents;

/// <summary>A document as it is sent, and as it was given.</summary>
internal sealed record GivenDocument(object Document, object Given);

/// <summary>What scripts may pass where a document is meant: a dictionary, an object, or Extended JSON as text.</summary>
internal static class DocumentInput
{
    /// <summary>The document that is meant.</summary>
    /// <exception cref="ArgumentTransformationMetadataException">It is none.</exception>
    public static object ToDocument(object? input)
    {
        object? value = Unwrap(input) is string text ? Parse(text) : Unwrap(input);
        return value is not null && IsDocument(value) ? value : throw new ArgumentTransformationMetadataException(
            "A document is needed: a hashtable, an object, or Extended JSON as text, not " +
            $"{(value is null ? "null" : value.GetType().Name)}." +
            (value is AppUser ? " To act as a user, pass it as -User." : ""));
    }

    /// <summary>The documents that are meant by an array, by one document, or by the text of a JSON array or document.</summary>
    /// <exception cref="ArgumentTransformationMetadataException">One of them is none.</exception>
    public static object[] ToDocuments(object? input) => ToGiven(input).Select(one => one.Document).ToArray();

    /// <summary>As above, each with what an error of it is of: the text that it was in, else itself (cmdlets E4).</summary>
    /// <exception cref="ArgumentTransformationMetadataException">One of them is none.</exception>
    public static GivenDocument[] ToGiven(object? input) => Unwrap(input) switch
    {
        string text => Parse(text) is object?[] items
            ? items.Select(item => new GivenDocument(ToDocument(item), text)).ToArray()
            : [new(ToDocument(text), text)],
        IEnumerable items and not IDictionary => items.Cast<object?>().Select(ToOne).ToArray(),
        _ => [ToOne(input)],
    };

    /// <summary>Whether a value is a document.</summary>
    public static bool IsDocument(object value) =>
        value is IDictionary or PSObject { BaseObject: PSCustomObject } || PSValues.IsOfPowerShellClass(value);

    /// <summary>The names of a document's fields, in order.</summary>
    public static IEnumerable<string> Names(object document) => document switch
    {
        IDictionary dictionary => dictionary.Keys.Cast<object>().Select(key => key.ToString()!),
        _ => PSValues.Fields(PSObject.AsPSObject(document)).Select(field => field.Key),
    };

    /// <summary>Whether a name begins as those of operators do.</summary>
    public static bool HasOperators(object document) => Names(document).Any(name => name is ['$', ..]);

    /// <summary>The value of a field, by its exact name.</summary>
    public static bool TryGet(object document, string name, out object? value)
    {
        value = null;
        switch (document)
        {
            case IDictionary dictionary:
                object? key = dictionary.Keys.Cast<object>().FirstOrDefault(key => name.Equals(key as string, StringComparison.Ordinal));
                if (key is null) return false;
                value = dictionary[key];
                return true;
            default:
                return PSObject.AsPSObject(document).Properties[name] is { } property && property.Name == name
                    && PSValues.TryRead(property, out value);
        }
    }

    /// <summary>A wrapped value without its wrapping; custom objects, which are nothing without it, stay.</summary>
    public static object? Unwrap(object? input) => input is PSObject { BaseObject: not PSCustomObject and var value } ? value : input;

    private static GivenDocument ToOne(object? input)
    {
        object document = ToDocument(input);
        return new(document, Unwrap(input) is string text ? text : document);
    }

    private static object? Parse(string text)
    {
        try
        {
            return PSValues.Format.Reader.Read(text);
        }
        catch (EjsonException error)
        {
            throw new ArgumentTransformationMetadataException(error.Message, error);
        }
    }
}
