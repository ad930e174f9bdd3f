using MongoDB.Bson;

namespace AppServices.Server.Functions.Values;

/// <summary>The classes around a text: <c>BSON.BSONRegExp</c>, <c>BSON.BSONSymbol</c> and <c>BSON.Code</c>.</summary>
internal static class TextClasses
{
    public static BsonConstructor BuildRegExp(BsonClassBuilder builder) => builder
        .Class("BSONRegExp", RegularExpression)
        .Method<BsonRegularExpression>("toString", static self => $"/{self.Pattern}/{self.Options}")
        .Method<BsonRegularExpression>("toJSON", static self => $"/{self.Pattern}/{self.Options}")
        .Property<BsonRegularExpression>("pattern", static self => self.Pattern)
        .Property<BsonRegularExpression>("options", static self => self.Options)
        .Equals<BsonRegularExpression>()
        .Result;

    public static BsonConstructor BuildSymbol(BsonClassBuilder builder) => builder
        .Class("BSONSymbol", static arguments => BsonSymbol.Create(arguments.Text(0)))
        .Method<BsonSymbol>("toString", static self => self.Name)
        .Method<BsonSymbol>("valueOf", static self => self.Name)
        .Method<BsonSymbol>("toJSON", static self => self.Name)
        .Property<BsonSymbol>("value", static self => self.Name)
        .Equals<BsonSymbol>()
        .Result;

    public static BsonConstructor BuildCode(BsonClassBuilder builder) => builder
        .Class("Code", static arguments => new BsonJavaScript(arguments.Text(0)))
        .Method<BsonJavaScript>("toString", static self => self.Code)
        .Method<BsonJavaScript>("toJSON", self => builder.Object("code", self.Code))
        .Property<BsonJavaScript>("code", static self => self.Code)
        .Equals<BsonJavaScript>()
        .Result;

    private static BsonRegularExpression RegularExpression(ScriptArguments arguments)
    {
        string pattern = arguments.Text(0), options = arguments.Has(1) ? Sorted(arguments.Text(1)) : "";
        return pattern.Contains('\0') || options.Contains('\0')
            ? throw arguments.Wrong("a regular expression may not contain a null character")
            : new BsonRegularExpression(pattern, options);
    }

    private static string Sorted(string letters)
    {
        char[] sorted = letters.ToCharArray();
        System.Array.Sort(sorted);
        return new string(sorted);
    }
}
