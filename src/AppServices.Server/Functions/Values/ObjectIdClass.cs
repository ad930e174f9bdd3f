using Jint;
using Jint.Native;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Values;

/// <summary><c>BSON.ObjectId</c>.</summary>
internal static class ObjectIdClass
{
    public static BsonConstructor Build(BsonClassBuilder builder) => builder
        .Class("ObjectId", Create)
        .Static("createFromHexString", Create)
        .StaticValue(
            "isValid",
            static arguments => arguments[0].IsString() ? ObjectId.TryParse(arguments.Text(0), out _) : arguments.Bson(0) is BsonObjectId)
        .Method<BsonObjectId>("toString", Hex)
        .Method<BsonObjectId>("toHexString", Hex)
        .Method<BsonObjectId>("toJSON", Hex)
        .Method<BsonObjectId>("getTimestamp", (self, arguments) => arguments.Date(self.Value.CreationTime))
        .Method<BsonObjectId>("equals", static (self, arguments) => arguments[0].IsString()
            ? string.Equals(self.Value.ToString(), arguments.Text(0), System.StringComparison.OrdinalIgnoreCase)
            : self.Equals(arguments.Bson(0)))
        .Result;

    private static JsValue Hex(BsonObjectId self) => self.Value.ToString();

    private static BsonObjectId Create(ScriptArguments arguments)
    {
        if (!arguments.Has(0) || arguments[0].IsNull()) return new BsonObjectId(ObjectId.GenerateNewId());
        if (arguments.Bson(0) is BsonObjectId same) return same;
        if (arguments.Bytes(0) is { Length: 12 } bytes) return new BsonObjectId(new ObjectId(bytes));
        if (arguments[0].IsString() && arguments.Text(0) is { Length: 24 } text && ObjectId.TryParse(text, out ObjectId id))
            return new BsonObjectId(id);
        throw arguments.Wrong("an ObjectId is made from 24 hex digits or 12 bytes");
    }
}
