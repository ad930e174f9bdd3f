using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Data;

/// <summary>The options of reads, which exports also pass in the place of the projection (app-config.md 5.2).</summary>
internal static class ReadOptions
{
    /// <summary>The projection and the options among <c>(query, projection, options)</c>.</summary>
    public static (JsValue Projection, JsValue Options) Split(JsValue[] arguments) =>
        arguments.At(2).IsUndefined() && arguments.At(1) is ObjectInstance second && second.Get("session") is SessionObject
            ? (JsValue.Undefined, second)
            : (arguments.At(1), arguments.At(2));

    public static BsonDocument? Projection(DataCall call, JsValue projection) =>
        projection.IsUndefined() || projection.IsNull() ? null : call.Document(projection, "the projection");

    /// <summary>An option that is a document; null when it is missing.</summary>
    public static BsonDocument? Document(DataCall call, JsValue options, string name) =>
        options is ObjectInstance given && given.Get(name) is { } value && !value.IsUndefined() && !value.IsNull() ? call.Document(value, name) : null;

    /// <summary>An option that is a number; 0 when it is missing.</summary>
    public static long Number(JsValue options, string name) =>
        options is ObjectInstance given && given.Get(name) is { } value && !value.IsUndefined() && !value.IsNull() ? (long)TypeConverter.ToNumber(value) : 0;

    /// <summary>An option that is true or false; false when it is missing.</summary>
    public static bool Flag(JsValue options, string name) => options is ObjectInstance given && TypeConverter.ToBoolean(given.Get(name));
}
