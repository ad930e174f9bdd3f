using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Mql;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>
/// The arguments of a command, or of one of its parts, read as strictly as MongoDB reads them. Null is as good as missing.
/// </summary>
/// <param name="path">What messages call it, such as <c>update.updates</c>.</param>
/// <param name="given">What was sent.</param>
internal sealed class CommandArguments(string path, BsonDocument given)
{
    /// <summary>What was sent.</summary>
    public BsonDocument Given => given;

    /// <summary>Refuses what is there twice, or is not known.</summary>
    /// <exception cref="DocumentException">There is such a field.</exception>
    public CommandArguments ExpectOnly(Func<string, bool> isKnown)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (BsonElement field in given)
        {
            if (!isKnown(field.Name))
                throw new DocumentException(40415, "IDLUnknownField", $"BSON field '{path}.{field.Name}' is an unknown field.");
            if (!seen.Add(field.Name))
                throw new DocumentException(40413, "IDLDuplicateField", $"BSON field '{path}.{field.Name}' is a duplicate field");
        }
        return this;
    }

    /// <summary>Refuses what is set of some options that MongoDB has, and this server has not.</summary>
    /// <exception cref="DocumentException">One of them is set.</exception>
    public void Refuse(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (Value(name) is { } value && value is not (BsonBoolean { Value: false } or BsonDocument { ElementCount: 0 }))
                throw DocumentException.Unsupported($"'{path}.{name}' is not supported by the embedded database.");
        }
    }

    /// <summary>Refuses a collation that is more than the comparison of bytes.</summary>
    /// <exception cref="DocumentException">It is.</exception>
    public void RefuseCollation()
    {
        if (Document("collation") is { ElementCount: > 0 } collation && collation.GetValue("locale", "") != "simple")
        {
            throw DocumentException.Unsupported(
                $"'{path}.collation' is not supported by the embedded database, but for {{locale: \"simple\"}}.");
        }
    }

    /// <summary>A value; null when it is missing.</summary>
    public BsonValue? Value(string name) =>
        given.GetValue(name, BsonNull.Value) is var value and not (BsonNull or BsonUndefined) ? value : null;

    /// <summary>A document; null when it is missing.</summary>
    public BsonDocument? Document(string name) => Value(name) is not { } value ? null
        : value as BsonDocument ?? throw WrongType(name, value, "object");

    /// <summary>A document that must be there.</summary>
    public BsonDocument RequiredDocument(string name) => Document(name) ?? throw Missing(name);

    /// <summary>An array; null when it is missing.</summary>
    public BsonArray? Array(string name) => Value(name) is not { } value ? null
        : value as BsonArray ?? throw WrongType(name, value, "array");

    /// <summary>An array of documents that must be there.</summary>
    public BsonDocument[] RequiredDocuments(string name)
    {
        BsonArray items = Array(name) ?? throw Missing(name);
        var documents = new BsonDocument[items.Count];
        for (int i = 0; i < documents.Length; i++)
            documents[i] = items[i] as BsonDocument ?? throw WrongType($"{name}.{i}", items[i], "object");
        return documents;
    }

    /// <summary>A text; null when it is missing.</summary>
    public string? Text(string name) => Value(name) is not { } value ? null
        : value is BsonString text ? text.Value : throw WrongType(name, value, "string");

    /// <summary>A text that must be there.</summary>
    public string RequiredText(string name) => Text(name) ?? throw Missing(name);

    /// <summary>True or false; false when it is missing. Numbers stand for it, too.</summary>
    public bool Flag(string name, bool otherwise = false) => Value(name) switch
    {
        null => otherwise,
        BsonBoolean flag => flag.Value,
        { IsNumeric: true } number => number.ToDouble() != 0,
        var value => throw WrongType(name, value, "bool"),
    };

    /// <summary>A whole number; null when it is missing.</summary>
    public long? Number(string name) => Value(name) is not { } value ? null
        : !value.IsNumeric ? throw WrongNumber(name, value)
        : WholeNumber.TryTruncate(value, out long whole) ? whole
        : throw DocumentException.BadValue($"BSON field '{path}.{name}' is out of the range of 64 bits");

    /// <summary>A whole number from 0 on; null when it is missing.</summary>
    public long? Count(string name) => Number(name) is not { } value ? null
        : value >= 0 ? value
        : throw DocumentException.Numbered(51024, $"BSON field '{name}' value must be >= 0, actual value '{value}'");

    /// <summary>The index to use, by its name or its fields; null for whichever is best.</summary>
    public BsonValue? Hint => Value("hint") is null or BsonString or BsonDocument { ElementCount: > 0 }
        ? Value("hint")
        : Value("hint") is BsonDocument ? null : throw DocumentException.FailedToParse("Hint must be a string or an object");

    /// <summary>What says that a field is missing.</summary>
    public DocumentException Missing(string name) =>
        new(40414, "IDLFailedToParse", $"BSON field '{path}.{name}' is missing but a required field");

    /// <summary>What says that a field is of another type.</summary>
    public DocumentException WrongType(string name, BsonValue value, string expected) => DocumentException.TypeMismatch(
        $"BSON field '{path}.{name}' is the wrong type '{TypeNames.Of(value)}', expected type '{expected}'");

    private DocumentException WrongNumber(string name, BsonValue value) => DocumentException.TypeMismatch(
        $"BSON field '{path}.{name}' is the wrong type '{TypeNames.Of(value)}', expected types '[{string.Join(", ", s_numbers.Order())}]'");

    private static readonly string[] s_numbers = ["long", "int", "decimal", "double"];
}
