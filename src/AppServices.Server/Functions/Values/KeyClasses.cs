using Jint.Native;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Values;

/// <summary><c>BSON.MinKey</c> and <c>BSON.MaxKey</c>, which sort before and after everything.</summary>
internal static class KeyClasses
{
    public static BsonConstructor BuildMinKey(BsonClassBuilder builder) => builder
        .Class("MinKey", static _ => BsonMinKey.Value)
        .Method<BsonMinKey>("toJSON", _ => builder.Object("$minKey", JsNumber.Create(1)))
        .Equals<BsonMinKey>()
        .Result;

    public static BsonConstructor BuildMaxKey(BsonClassBuilder builder) => builder
        .Class("MaxKey", static _ => BsonMaxKey.Value)
        .Method<BsonMaxKey>("toJSON", _ => builder.Object("$maxKey", JsNumber.Create(1)))
        .Equals<BsonMaxKey>()
        .Result;
}
