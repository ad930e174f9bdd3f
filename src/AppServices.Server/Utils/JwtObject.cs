using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AppServices.Server.Functions.Data;
using AppServices.Server.Functions.Realm;
using AppServices.Server.Functions.Values;
using Jint;
using Jint.Native;
using Jint.Runtime;
using MongoDB.Bson;
using JsonSerializer = Jint.Native.Json.JsonSerializer;

namespace AppServices.Server.Utils;

/// <summary><c>utils.jwt</c> (app-folder 4.6).</summary>
internal sealed class JwtObject(FunctionRealm realm)
{
    private static readonly Dictionary<string, (HashAlgorithmName Hash, int CurveSize)> s_sizes = new(StringComparer.Ordinal)
    {
        ["256"] = (HashAlgorithmName.SHA256, 256),
        ["384"] = (HashAlgorithmName.SHA384, 384),
        ["512"] = (HashAlgorithmName.SHA512, 521),
    };

    public static JsObject Create(FunctionRealm realm)
    {
        var jwt = new JwtObject(realm);
        return new JsObject(realm.Engine)
            .With(realm.Engine, "encode", arguments => jwt.Encode(new ScriptArguments(realm.Engine, arguments)))
            .With(realm.Engine, "decode", arguments => jwt.Decode(new ScriptArguments(realm.Engine, arguments)));
    }

    private JsValue Encode(ScriptArguments arguments)
    {
        string method = arguments.Text(0);
        RequireKnown(arguments, method);
        string payload = Json(arguments, 1, "the payload");
        // The hosted service wrote the names of a header in their order.
        var header = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal) { ["typ"] = JsonElement.Parse("\"JWT\"") };
        if (arguments.Has(3) && !arguments[3].IsNull())
            foreach (JsonProperty field in JsonElement.Parse(Json(arguments, 3, "the header")).EnumerateObject())
                header[field.Name] = field.Value;
        header["alg"] = JsonElement.Parse($"\"{method}\"");
        string fields = string.Join(
            ',', header.Select(static field => $"\"{JsonEncodedText.Encode(field.Key)}\":{field.Value.GetRawText()}"));
        byte[] head = Encoding.UTF8.GetBytes($"{{{fields}}}");
        string signed = $"{Base64Url.EncodeToString(head)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        return $"{signed}.{Base64Url.EncodeToString(Sign(arguments, method, Encoding.UTF8.GetBytes(signed)))}";
    }

    private JsValue Decode(ScriptArguments arguments)
    {
        string[] parts = arguments.Text(0).Split('.');
        if (parts.Length != 3) throw realm.Error("the token is malformed");
        BsonDocument header = Part(parts[0]), payload = Part(parts[1]);
        string method = header.GetValue("alg", "") is BsonString name ? name.Value : "";
        if (arguments[3] is JsArray accepted)
        {
            if (!accepted.Any(item => item.IsString() && item.ToString() == method))
                throw realm.Error($"the token's signing method '{method}' is not accepted");
        }
        else if (method.StartsWith("HS", StringComparison.Ordinal) && ScriptKeys.IsPem(arguments.Text(1)))
        {
            // A public key is no secret: with it, anybody could sign.
            throw realm.Error($"the token's signing method '{method}' does not go with a public key");
        }
        RequireKnown(arguments, method);
        if (!Verify(arguments, method, Encoding.UTF8.GetBytes($"{parts[0]}.{parts[1]}"), Bytes(parts[2])))
            throw realm.Error("the token's signature is invalid");
        RequireTime(payload);
        BsonValue result = TypeConverter.ToBoolean(arguments[2])
            ? new BsonDocument { ["header"] = header, ["payload"] = payload }
            : payload;
        return realm.Values.ToScript(result);
    }

    private void RequireTime(BsonDocument payload)
    {
        double now = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalSeconds;
        if (payload.TryGetValue("exp", out BsonValue ends) && !(ends is BsonDouble { Value: var end } && now < end))
            throw realm.Error("the token is expired");
        if (payload.TryGetValue("nbf", out BsonValue begins) && !(begins is BsonDouble { Value: var begin } && now >= begin))
            throw realm.Error("the token is not valid yet");
    }

    private static void RequireKnown(ScriptArguments arguments, string method)
    {
        if (method.Length != 5 || method[..2] is not ("HS" or "RS" or "ES" or "PS") || !s_sizes.ContainsKey(method[2..]))
            throw arguments.Wrong($"a signing method is HS, RS, ES or PS with 256, 384 or 512, not '{method}'");
    }

    private static byte[] Sign(ScriptArguments arguments, string method, byte[] data)
    {
        (HashAlgorithmName hash, int size) = s_sizes[method[2..]];
        if (method[0] == 'H') return CryptographicOperations.HmacData(hash, CryptoObject.Bytes(arguments, 2), data);
        const string cannot = "the key cannot sign";
        if (method[0] == 'E')
        {
            using ECDsa curve = ScriptKeys.ReadEc(arguments, 2, size);
            return ScriptKeys.Use(arguments, () => curve.SignData(data, hash), cannot);
        }
        using RSA rsa = ScriptKeys.ReadRsa(arguments, 2, isPrivate: true);
        return ScriptKeys.Use(arguments, () => rsa.SignData(data, hash, Padding(method)), cannot);
    }

    private static bool Verify(ScriptArguments arguments, string method, byte[] data, byte[] signature)
    {
        (HashAlgorithmName hash, int size) = s_sizes[method[2..]];
        if (method[0] == 'H')
            return CryptographicOperations.FixedTimeEquals(
                CryptographicOperations.HmacData(hash, CryptoObject.Bytes(arguments, 1), data), signature);
        const string cannot = "the key cannot verify";
        if (method[0] == 'E')
        {
            using ECDsa curve = ScriptKeys.ReadEc(arguments, 1, size);
            return ScriptKeys.Use(arguments, () => curve.VerifyData(data, signature, hash), cannot);
        }
        using RSA rsa = ScriptKeys.ReadRsa(arguments, 1, isPrivate: false);
        return ScriptKeys.Use(arguments, () => rsa.VerifyData(data, signature, hash, Padding(method)), cannot);
    }

    private static RSASignaturePadding Padding(string method) => method[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;

    private string Json(ScriptArguments arguments, int index, string name) =>
        new JsonSerializer(realm.Engine).Serialize(arguments[index]) is JsString text && text.ToString() is ['{', ..] and var json
        ? AppServices.Mql.UnicodeText.WellFormed(json)
        : throw arguments.Wrong($"{name} of a token must be an object");

    private BsonDocument Part(string text)
    {
        try
        {
            return ToBson(JsonElement.Parse(Bytes(text))) as BsonDocument ?? throw realm.Error("the token is malformed");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw realm.Error("the token is malformed");
        }
    }

    private byte[] Bytes(string text)
    {
        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            throw realm.Error("the token is malformed");
        }
    }

    // Numbers are doubles, as the hosted service made them.
    private static BsonValue ToBson(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var document = new BsonDocument();
                foreach (JsonProperty field in value.EnumerateObject()) document[field.Name] = ToBson(field.Value);
                return document;
            case JsonValueKind.Array: return new BsonArray(value.EnumerateArray().Select(ToBson));
            case JsonValueKind.String: return value.GetString();
            case JsonValueKind.Number: return value.GetDouble();
            case JsonValueKind.True or JsonValueKind.False: return value.GetBoolean();
            default: return BsonNull.Value;
        }
    }
}
