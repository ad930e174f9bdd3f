using AppServices.Server.Bson;
using MongoDB.Bson;

namespace AppServices.Server.Expressions;

/// <summary>The conversion operators, <c>%stringToOid</c> and its like (app-config.md 6.7).</summary>
internal static class ExpressionConversions
{
    /// <returns>The converted value, the operand itself if it has the type already, or null if it cannot be converted.</returns>
    public static BsonValue? Convert(string name, BsonValue? operand) => (name, operand) switch
    {
        ("stringToOid", BsonObjectId) or ("oidToString" or "uuidToString", BsonString) => operand,
        ("stringToOid", BsonString text) => PlainTypes.Parse("$oid", text.Value),
        ("oidToString", BsonObjectId id) => new BsonString(id.Value.ToString()),
        ("stringToUuid", BsonString text) => UuidText.TryParse(text.Value),
        ("stringToUuid", BsonBinaryData { SubType: BsonBinarySubType.UuidStandard }) => operand,
        ("uuidToString", BsonBinaryData { SubType: BsonBinarySubType.UuidStandard } id) => new BsonString(UuidText.Format(id)),
        _ => null,
    };
}
