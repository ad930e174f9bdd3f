using System.Collections.Generic;
using AppServices.Mql.Expressions.Strings;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Schemas.Checks;

/// <summary>What has a size: a document its fields, an array its items, a text its code points.</summary>
internal enum Sized
{
    Document,
    Array,
    Text,
}

/// <summary><c>minProperties</c>, <c>maxItems</c>, <c>minLength</c> and their like.</summary>
internal sealed class SizeCheck(Sized kind, long bound, bool isUpper) : SchemaCheck
{
    public override void Find(in SchemaValue value, List<string> violations)
    {
        long? size = (kind, value.Value) switch
        {
            (Sized.Document, BsonDocument document) => document.ElementCount,
            (Sized.Array, BsonArray array) => array.Count,
            (Sized.Text, BsonString text) => CodePoints.Count(text.Value),
            _ => null,
        };
        if (size is null || (isUpper ? size <= bound : size >= bound)) return;
        string unit = kind switch { Sized.Document => "fields", Sized.Array => "items", _ => "characters" };
        violations.Add(At(value, $"must have {(isUpper ? "at most" : "at least")} {bound} {unit}"));
    }
}
