using System;
using System.Text;
using AppServices.Mql.Values;
using Jint.Native;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Values;

/// <summary><c>BSON.Binary</c>, with the makers of the hosted runtime (app-folder 4.6).</summary>
internal static class BinaryClass
{
    public static BsonConstructor Build(BsonClassBuilder builder) => AddMethods(builder
        .Class("Binary", static arguments => Make(arguments, arguments.Bytes(0) ?? TextBytes(arguments), 1))
        .Static(
            "fromHex",
            static arguments => Make(
                arguments, arguments.Parse(() => Convert.FromHexString(arguments.Text(0)), "Binary.fromHex needs hex digits"), 1))
        .Static(
            "fromBase64",
            static arguments => Make(
                arguments, arguments.Parse(() => Convert.FromBase64String(arguments.Text(0)), "Binary.fromBase64 needs padded base64"), 1))
        .Static("fromText", static arguments => Make(arguments, TextBytes(arguments), 1)));

    /// <summary>Adds what every binary can do, a UUID too.</summary>
    public static BsonConstructor AddMethods(BsonClassBuilder builder) => builder
        .Method<BsonBinaryData>("toHex", Hex)
        .Method<BsonBinaryData>("toBase64", Base64)
        .Method<BsonBinaryData>("toJSON", Base64)
        .Method<BsonBinaryData>("text", Text)
        .Method<BsonBinaryData>("toString", Text)
        .Method<BsonBinaryData>("length", static self => JsNumber.Create(self.Bytes.Length))
        .Property<BsonBinaryData>("sub_type", static self => JsNumber.Create(BinarySubtypes.Of(self)))
        .Equals<BsonBinaryData>()
        .Result;

    private static JsValue Hex(BsonBinaryData self) => Convert.ToHexStringLower(self.Bytes);

    private static JsValue Base64(BsonBinaryData self) => Convert.ToBase64String(self.Bytes);

    private static JsValue Text(BsonBinaryData self) => Encoding.UTF8.GetString(self.Bytes);

    private static byte[] TextBytes(ScriptArguments arguments) => arguments.Has(0) ? Encoding.UTF8.GetBytes(arguments.Text(0)) : [];

    private static BsonBinaryData Make(ScriptArguments arguments, byte[] bytes, int subType) => arguments.Parse(
        () => new BsonBinaryData(bytes, (BsonBinarySubType)(byte)(arguments.Has(subType) ? arguments.Int32(subType) : 0)),
        "a Binary of a UUID subtype has 16 bytes");
}
