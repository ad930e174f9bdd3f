using System;
using System.Buffers.Text;
using System.Linq;
using System.Net;
using System.Text;
using AppServices.Mql;
using AppServices.Server.Functions.Data;
using AppServices.Server.Functions.Realm;
using AppServices.Server.Functions.Running;
using AppServices.Server.Functions.Values;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace AppServices.Server.Utils;

/// <summary>What the scripts of <see cref="NodeGlobals"/> cannot do by themselves. Functions of apps never get hold of it.</summary>
internal static class NodeNatives
{
    private const int Utf16Bytes = 2;
    private const double Copies = 4;

    public static JsObject Create(FunctionRealm realm)
    {
        Engine engine = realm.Engine;
        return new JsObject(engine)
            .With(engine, "encode", arguments => realm.Natives.Bytes(Encode(realm, arguments)))
            .With(engine, "decode", arguments => Decode(engine, arguments))
            .With(engine, "isEncoding", arguments => arguments.At(0) is JsString name && Canonical(name.ToString()) is not null)
            .With(engine, "bytes", arguments => new ScriptArguments(engine, arguments).Bytes(0) is { } bytes
                ? realm.Natives.Bytes(bytes)
                : JsValue.Undefined)
            .With(engine, "wellFormed", arguments => UnicodeText.WellFormed(TypeConverter.ToString(arguments.At(0))))
            .With(engine, "urlDecode", arguments => WebUtility.UrlDecode(TypeConverter.ToString(arguments.At(0))))
            .With(engine, "parseUrl", arguments => UrlParts.Parse(engine, arguments))
            .With(engine, "isSpecial", arguments => UrlParts.IsSpecial(TypeConverter.ToString(arguments.At(0)).TrimEnd(':')))
            .With(engine, "labelOf", arguments => TextLabels.Find(TypeConverter.ToString(arguments.At(0))) ?? JsValue.Undefined)
            .With(engine, "decoder", arguments => Decoder(engine, arguments))
            .With(engine, "kind", arguments => Kind(realm, arguments.At(0)))
            .With(engine, "elapsed", _ => realm.Budget.Elapsed.TotalMilliseconds);
    }

    private static byte[] Encode(FunctionRealm realm, JsValue[] arguments)
    {
        realm.Budget.Afford(NativeNeeds.Size(arguments.At(0)) * Copies);
        return Encode(realm.Engine, TypeConverter.ToString(arguments.At(0)), EncodingOf(realm.Engine, arguments.At(1)));
    }

    private static byte[] Encode(Engine engine, string text, string encoding) => encoding switch
    {
        "hex" => Hex(text),
        "base64" => Base64(engine, text),
        "latin1" => [.. text.Select(static letter => (byte)letter)],
        "utf16le" => Encoding.Unicode.GetBytes(text),
        _ => Encoding.UTF8.GetBytes(text),
    };

    // As Node: up to what is no pair of digits.
    private static byte[] Hex(string text)
    {
        int good = 0;
        while (good + 1 < text.Length && char.IsAsciiHexDigit(text[good]) && char.IsAsciiHexDigit(text[good + 1])) good += 2;
        return Convert.FromHexString(text.AsSpan(0, good));
    }

    // As Node: either alphabet, padding or none, up to the padding, and what is in neither is passed over.
    private static byte[] Base64(Engine engine, string text)
    {
        int end = text.IndexOf('=', StringComparison.Ordinal);
        var letters = new StringBuilder(text.Length);
        foreach (char letter in end < 0 ? text : text.AsSpan(0, end).ToString())
        {
            if (char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_') letters.Append(letter);
            else if (letter is '+' or '/') letters.Append(letter == '+' ? '-' : '_');
        }
        engine.Constraints.Check();
        if (letters.Length % 4 == 1) letters.Length--;
        // What is left over in the last letter says nothing.
        var bytes = new byte[letters.Length * 3 / 4 + 3];
        string padded = letters.ToString().Replace('-', '+').Replace('_', '/').PadRight((letters.Length + 3) / 4 * 4, '=');
        return Convert.TryFromBase64String(padded, bytes, out int length) ? bytes[..length] : [];
    }

    private static string Decode(Engine engine, JsValue[] arguments)
    {
        ReadOnlySpan<byte> bytes = new ScriptArguments(engine, arguments).Bytes(0)
            ?? throw new JavaScriptException(engine.Intrinsics.TypeError, "bytes are expected");
        int start = arguments.Length > 2
            ? TypeConverter.ToInt32(arguments[2])
            : 0, end = arguments.Length > 3
            ? TypeConverter.ToInt32(arguments[3])
            : bytes.Length;
        bytes = start < end ? bytes[start..Math.Min(end, bytes.Length)] : [];
        string encoding = EncodingOf(engine, arguments.At(1));
        return encoding switch
        {
            "hex" => Convert.ToHexStringLower(bytes),
            "base64" => Is(arguments.At(1), "base64url") ? Base64Url.EncodeToString(bytes) : Convert.ToBase64String(bytes),
            "latin1" => Is(arguments.At(1), "ascii") ? Ascii(bytes) : Encoding.Latin1.GetString(bytes),
            "utf16le" => Encoding.Unicode.GetString(bytes[..(bytes.Length / Utf16Bytes * Utf16Bytes)]),
            _ => Encoding.UTF8.GetString(bytes),
        };
    }

    private static string Ascii(ReadOnlySpan<byte> bytes) => string.Create(bytes.Length, bytes, static (letters, bytes) =>
    {
        for (int i = 0; i < letters.Length; i++) letters[i] = (char)(bytes[i] & 0x7F);
    });

    private static bool Is(JsValue name, string encoding) => string.Equals(name.ToString(), encoding, StringComparison.OrdinalIgnoreCase);

    private static string EncodingOf(Engine engine, JsValue name) => name.IsUndefined() || name.IsNull() ? "utf8"
        : Canonical(TypeConverter.ToString(name))
            ?? throw new JavaScriptException(engine.Intrinsics.TypeError, $"Unknown encoding: {TypeConverter.ToString(name)}");

    private static string? Canonical(string name) => name.ToLowerInvariant() switch
    {
        "utf8" or "utf-8" => "utf8",
        "hex" => "hex",
        "base64" or "base64url" => "base64",
        "latin1" or "binary" or "ascii" => "latin1",
        "utf16le" or "utf-16le" or "ucs2" or "ucs-2" => "utf16le",
        _ => null,
    };

    private static ClrFunction Decoder(Engine engine, JsValue[] options)
    {
        bool isFatal = TypeConverter.ToBoolean(options.At(1)), keepsMark = TypeConverter.ToBoolean(options.At(2)), isFirst = true;
        Decoder decoder = TextLabels.EncodingOf(TypeConverter.ToString(options.At(0)), isFatal).GetDecoder();
        return new ClrFunction(engine, "", (_, arguments) =>
        {
            byte[] bytes = new ScriptArguments(engine, arguments).Bytes(0)
                ?? throw new JavaScriptException(engine.Intrinsics.TypeError, "bytes are expected");
            bool isLast = TypeConverter.ToBoolean(arguments.At(1));
            try
            {
                var letters = new char[decoder.GetCharCount(bytes, isLast)];
                int count = decoder.GetChars(bytes, letters, isLast);
                int skipped = isFirst && !keepsMark && count > 0 && letters[0] == '\uFEFF' ? 1 : 0;
                isFirst &= count == 0;
                return new string(letters, skipped, count - skipped);
            }
            catch (DecoderFallbackException)
            {
                throw new JavaScriptException(engine.Intrinsics.TypeError, "The encoded data was not valid");
            }
        });
    }

    private static string Kind(FunctionRealm realm, JsValue value) => value switch
    {
        BsonObject => "value",
        _ when realm.Values.Originals.ContainsKey(value) => "value",       // JavaScript sees it only in part
        JsDate => "date",
        JsRegExp => "expression",
        JsMap => "map",
        JsSet => "set",
        JsArrayBuffer => "memory",
        JsTypedArray => "view",
        JsArray => "array",
        JsObject => "object",
        _ when ScriptErrors.IsError(value) => "error",
        _ when ResultReader.BoxedPrimitive((ObjectInstance)value) is not null => "boxed",
        _ => "other",
    };
}
