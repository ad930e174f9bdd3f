using System;
using AppServices.Server.Bson;
using Jint;
using Jint.Native;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Values;

/// <summary><c>BSON.UUID</c>, a Binary of subtype 4.</summary>
internal static class UuidClass
{
    public static BsonConstructor Build(BsonClassBuilder builder)
    {
        builder.Class("UUID", Create);
        builder.Result.Instances.Prototype = builder.Classes["Binary"].Instances;
        return builder
            .Method<BsonBinaryData>("toString", Text)
            .Method<BsonBinaryData>("toHexString", Text)
            .Method<BsonBinaryData>("toJSON", Text)
            .Result;
    }

    private static JsValue Text(BsonBinaryData self) => UuidText.Format(self);

    private static BsonBinaryData Create(ScriptArguments arguments)
    {
        if (!arguments.Has(0)) return new BsonBinaryData(Guid.NewGuid().ToByteArray(bigEndian: true), BsonBinarySubType.UuidStandard);
        if (arguments.Bytes(0) is { Length: 16 } bytes) return new BsonBinaryData(bytes, BsonBinarySubType.UuidStandard);
        return (arguments[0].IsString() ? UuidText.TryParse(arguments.Text(0)) : null)
            ?? throw arguments.Wrong("a UUID is made from its text or from 16 bytes");
    }
}
