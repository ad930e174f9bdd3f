using MongoDB.Bson;

namespace AppServices.Server.Functions.Values;

/// <summary><c>BSON.Decimal128</c>.</summary>
internal static class Decimal128Class
{
    public static BsonConstructor Build(BsonClassBuilder builder) => builder
        .Class("Decimal128", FromText)
        .Static("fromString", FromText)
        .Method<BsonDecimal128>("toString", static self => self.Value.ToString())
        .Method<BsonDecimal128>("toJSON", self => builder.Object("$numberDecimal", self.Value.ToString()))
        .Equals<BsonDecimal128>()
        .Result;

    private static BsonDecimal128 FromText(ScriptArguments arguments) => Decimal128.TryParse(arguments.Text(0), out Decimal128 value)
        ? new BsonDecimal128(value)
        : throw arguments.Wrong("a Decimal128 is made from the text of a number with at most 34 digits");
}
