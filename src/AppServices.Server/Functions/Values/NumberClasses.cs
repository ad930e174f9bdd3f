using Jint.Native;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Values;

/// <summary><c>BSON.Int32</c> and <c>BSON.Double</c>: numbers that leave as the type their maker chose.</summary>
internal static class NumberClasses
{
    public static BsonConstructor BuildInt32(BsonClassBuilder builder) =>
        AddMethods(builder.Class("Int32", static arguments => new BsonInt32(arguments.Int32(0))));

    public static BsonConstructor BuildDouble(BsonClassBuilder builder) =>
        AddMethods(builder.Class("Double", static arguments => new BsonDouble(arguments.Number(0))));

    private static BsonConstructor AddMethods(BsonClassBuilder builder) => builder
        .Method<BsonValue>("valueOf", Number)
        .Method<BsonValue>("toNumber", Number)
        .Method<BsonValue>("toJSON", Number)
        .Method<BsonValue>("toString", static self => Number(self).ToString())
        .Property<BsonValue>("value", Number)
        .Equals<BsonValue>()
        .Result;

    private static JsNumber Number(BsonValue self) => JsNumber.Create(self.ToDouble());
}
