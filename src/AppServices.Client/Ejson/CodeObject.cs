using System.Text.Json;
using AppServices.Bson;

namespace AppServices.Ejson;

/// <summary><c>{"$code":"..."}</c> and <c>{"$code":"...","$scope":{...}}</c>, in either order.</summary>
internal static class CodeObject
{
    /// <summary>Reads to the end of the object; stands on <c>$code</c>.</summary>
    public static object Read(ref Utf8JsonReader reader, ReadPass pass, int depth)
    {
        string code = NextCode(ref reader);
        if (!Tokens.NextField(ref reader)) return new BsonJavaScript(code);
        if (!JsonText.Is(ref reader, "$scope"u8)) throw Tokens.Extra(ref reader, "$code");
        BsonDocument scope = NextScope(ref reader, pass, depth);
        Tokens.End(ref reader, "$code");
        return new BsonJavaScriptWithScope(code, scope);
    }

    /// <summary>Reads to the end of the object; stands on <c>$scope</c>, and <c>$code</c> is known to follow.</summary>
    public static object ReadScopeFirst(ref Utf8JsonReader reader, ReadPass pass, int depth)
    {
        BsonDocument scope = NextScope(ref reader, pass, depth);
        Tokens.Next(ref reader);
        string code = NextCode(ref reader);
        Tokens.End(ref reader, "$code");
        return new BsonJavaScriptWithScope(code, scope);
    }

    private static string NextCode(ref Utf8JsonReader reader)
    {
        Tokens.NextString(ref reader, "$code", "a string");
        return JsonText.String(ref reader);
    }

    private static BsonDocument NextScope(ref Utf8JsonReader reader, ReadPass pass, int depth)
    {
        Tokens.NextObject(ref reader, "$scope", "a document");
        return pass.Scope(ref reader, depth);
    }
}
