using System;
using System.Collections.Generic;
using Jint;
using Jint.Native;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Values;

/// <summary>The classes of the global <c>BSON</c> (app-folder 4.6), each made when it is first needed.</summary>
internal sealed class BsonClasses(Engine engine)
{
    private static readonly Dictionary<string, Func<BsonClassBuilder, BsonConstructor>> s_definitions = new(StringComparer.Ordinal)
    {
        ["ObjectId"] = ObjectIdClass.Build,
        ["Int32"] = NumberClasses.BuildInt32,
        ["Long"] = LongClass.Build,
        ["Double"] = NumberClasses.BuildDouble,
        ["Decimal128"] = Decimal128Class.Build,
        ["Binary"] = BinaryClass.Build,
        ["UUID"] = UuidClass.Build,
        ["Timestamp"] = TimestampClass.Build,
        ["BSONRegExp"] = TextClasses.BuildRegExp,
        ["BSONSymbol"] = TextClasses.BuildSymbol,
        ["Code"] = TextClasses.BuildCode,
        ["MinKey"] = KeyClasses.BuildMinKey,
        ["MaxKey"] = KeyClasses.BuildMaxKey,
    };

    private readonly Dictionary<string, BsonConstructor> _built = new(StringComparer.Ordinal);

    /// <summary>One class by its name.</summary>
    public BsonConstructor this[string name]
    {
        get
        {
            if (!_built.TryGetValue(name, out BsonConstructor? constructor))
                _built[name] = constructor = s_definitions[name](new BsonClassBuilder(engine, this));
            return constructor;
        }
    }

    /// <summary>The instance that stands for a value.</summary>
    public BsonObject Wrap(BsonValue value) => this[NameOf(value)].Wrap(value);

    /// <summary>The object behind the global <c>BSON</c>.</summary>
    public JsObject CreateGlobal()
    {
        var global = new JsObject(engine);
        foreach (string name in s_definitions.Keys) global.FastSetDataProperty(name, this[name]);
        global.FastSetDataProperty("ObjectID", this["ObjectId"]);
        return global;
    }

    private static string NameOf(BsonValue value) => value switch
    {
        BsonObjectId => "ObjectId",
        BsonInt32 => "Int32",
        BsonInt64 => "Long",
        BsonDouble => "Double",
        BsonDecimal128 => "Decimal128",
        BsonBinaryData { SubType: BsonBinarySubType.UuidStandard } => "UUID",
        BsonBinaryData => "Binary",
        BsonTimestamp => "Timestamp",
        BsonRegularExpression => "BSONRegExp",
        BsonSymbol => "BSONSymbol",
        BsonJavaScript => "Code",
        BsonMinKey => "MinKey",
        BsonMaxKey => "MaxKey",
        _ => throw new ArgumentException($"a BSON value of type {value.BsonType} has no class for scripts", nameof(value)),
    };
}
