using System;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Arrays;

/// <summary>Documents as arrays of their fields, and back.</summary>
internal static class PairOperators
{
    public static void Declare(OperatorList operators)
    {
        operators.Unary("$objectToArray", ToArray);
        operators.Unary("$arrayToObject", ToDocument);
    }

    private static BsonValue ToArray(BsonValue? value)
    {
        if (Types.IsNullish(value)) return BsonNull.Value;
        BsonDocument document = value as BsonDocument
            ?? throw DocumentException.Numbered(40390, $"$objectToArray requires a document input, found: {Types.Name(value)}");
        var pairs = new BsonArray(document.ElementCount);
        for (int i = 0; i < document.ElementCount; i++)
        {
            BsonElement element = document.GetElement(i);
            pairs.Add(new BsonDocument { { "k", element.Name }, { "v", element.Value } });
        }
        return ValueLimits.Check(pairs);
    }

    private static BsonValue ToDocument(BsonValue? value)
    {
        if (Types.IsNullish(value)) return BsonNull.Value;
        BsonArray pairs = value as BsonArray
            ?? throw DocumentException.Numbered(40386, $"$arrayToObject requires an array input, found: {Types.Name(value)}");
        var document = new BsonDocument();
        bool ofArrays = pairs.Count > 0 && pairs[0] is BsonArray;
        for (int i = 0; i < pairs.Count; i++)
        {
            (string name, BsonValue field) = ofArrays ? OfArray(pairs[i]) : OfDocument(pairs[i], isFirst: i == 0);
            if (name.Contains('\0', StringComparison.Ordinal))
                throw DocumentException.Numbered(ofArrays ? 4940400 : 4940401, "Key field cannot contain an embedded null byte");
            document[name] = field;
        }
        return ValueLimits.Check(document);
    }

    private static (string, BsonValue) OfArray(BsonValue pair)
    {
        BsonArray array = pair as BsonArray
            ?? throw DocumentException.Numbered(
                40396, $"$arrayToObject requires all elements to be arrays where the first one is, now found: {Types.Name(pair)}");
        if (array.Count != 2)
            throw DocumentException.Numbered(
                40397, $"$arrayToObject requires an array of size 2 arrays,found array of size: {array.Count}");
        return array[0] is BsonString name
            ? (name.Value, array[1])
            : throw DocumentException.Numbered(
                40395, $"$arrayToObject requires keys of type string. Found key type: {Types.Name(array[0])}");
    }

    private static (string, BsonValue) OfDocument(BsonValue pair, bool isFirst)
    {
        BsonDocument document = pair as BsonDocument ?? throw (isFirst
            ? DocumentException.Numbered(40398, $"Unrecognised input type format for $arrayToObject: {Types.Name(pair)}")
            : DocumentException.Numbered(
                40391, $"$arrayToObject requires all elements to be objects where the first one is, now found: {Types.Name(pair)}"));
        if (document.ElementCount != 2)
            throw DocumentException.Numbered(
                40392, $"$arrayToObject requires an object keys of 'k' and 'v'. Found incorrect number of keys:{document.ElementCount}");
        if (!document.TryGetValue("k", out BsonValue name) || !document.TryGetValue("v", out BsonValue value))
            throw DocumentException.Numbered(
                40393,
                $"$arrayToObject requires an object with keys 'k' and 'v'. Missing either or both keys from: {Types.Show(document)}");
        return name is BsonString text
            ? (text.Value, value)
            : throw DocumentException.Numbered(
                40394, $"$arrayToObject requires the value of 'k' to be of type string. Found type: {Types.Name(name)}");
    }
}
