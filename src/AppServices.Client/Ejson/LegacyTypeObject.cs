using System.Text.Json;
using AppServices.Bson;

namespace AppServices.Ejson;

/// <summary>
/// Objects whose first name marks a type only in company: <c>{"$regex":"^a","$options":"i"}</c> with two strings is a regular
/// expression and otherwise a query operator, <c>{"$type":"00","$binary":"..."}</c> is binary and <c>{"$type":"string"}</c> is not.
/// </summary>
internal static class LegacyTypeObject
{
    public static bool TryRead(ref Utf8JsonReader reader, TypeKey key, ReadPass pass, int depth, out object? value)
    {
        value = null;
        switch (key)
        {
            case TypeKey.Regex when IsPairOfStrings(reader, TypeKey.Options):
                value = Regex(ref reader, patternFirst: true);
                break;
            case TypeKey.Options when IsPairOfStrings(reader, TypeKey.Regex):
                value = Regex(ref reader, patternFirst: false);
                break;
            case TypeKey.Type when IsPairOfStrings(reader, TypeKey.Binary):
                byte subtype = BinaryObject.NextSubtype(ref reader, "$type");
                Tokens.Next(ref reader);
                value = BinaryObject.Make(subtype, BinaryObject.NextBase64(ref reader, "$binary"));
                Tokens.Next(ref reader);
                break;
            case TypeKey.Scope when IsScopeOfCode(reader):
                value = CodeObject.ReadScopeFirst(ref reader, pass, depth);
                break;
            default:
                return false;
        }

        value = pass.Shape.MakeScalar(value);
        return true;
    }

    private static BsonRegularExpression Regex(ref Utf8JsonReader reader, bool patternFirst)
    {
        string first = RegularExpressionObject.NextText(ref reader, patternFirst ? "$regex" : "$options");
        Tokens.Next(ref reader);
        string second = RegularExpressionObject.NextText(ref reader, patternFirst ? "$options" : "$regex");
        Tokens.Next(ref reader);
        return patternFirst ? new BsonRegularExpression(first, second) : new BsonRegularExpression(second, first);
    }

    // These look ahead on a copy of the reader and leave the caller's alone.
    private static bool IsPairOfStrings(Utf8JsonReader ahead, TypeKey second)
    {
        Tokens.Next(ref ahead);
        if (ahead.TokenType != JsonTokenType.String || !Tokens.NextField(ref ahead) || ReadPass.Key(ref ahead) != second) return false;
        Tokens.Next(ref ahead);
        return ahead.TokenType == JsonTokenType.String && !Tokens.NextField(ref ahead);
    }

    private static bool IsScopeOfCode(Utf8JsonReader ahead)
    {
        Tokens.Next(ref ahead);
        if (!ahead.TrySkip()) return false;
        return Tokens.NextField(ref ahead) && ReadPass.Key(ref ahead) == TypeKey.Code;
    }
}
