using System.Threading.Tasks;
using AppServices.Server.Bson;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions.Values;

/// <summary>
/// A conversion, <c>%stringToOid</c> and its like (app-folder 6.7). What has the type already stays as it is; what cannot be
/// converted is unknown.
/// </summary>
internal sealed class ConvertedValue(string name, RuleValue operand) : RuleValue
{
    public override bool NeedsCalls => operand.NeedsCalls;

    /// <summary>The type that it converts to.</summary>
    public string Target => name switch { "stringToOid" => "objectId", "stringToUuid" => "uuid", _ => "string" };

    public static bool Exists(string name) => name is "stringToOid" or "oidToString" or "stringToUuid" or "uuidToString";

    public override async ValueTask<RuleValue> BindAsync(RuleContext context) => await operand.BindAsync(context) switch
    {
        ConstantValue constant => new ConstantValue(Convert(constant.Value)),
        var bound => new ConvertedValue(name, bound),
    };

    public override Evaluated Evaluate(in DocumentScope scope) => Convert(operand.Evaluate(scope));

    private Evaluated Convert(Evaluated value) => Convert(value.Value) is { } converted ? new Evaluated(converted) : Evaluated.Unknown;

    private BsonValue? Convert(BsonValue? value) => (name, value) switch
    {
        ("stringToOid", BsonObjectId) or ("oidToString" or "uuidToString", BsonString) => value,
        ("stringToOid", BsonString text) => PlainTypes.Parse("$oid", text.Value),
        ("oidToString", BsonObjectId id) => new BsonString(id.Value.ToString()),
        ("stringToUuid", BsonString text) => UuidText.TryParse(text.Value),
        ("stringToUuid", BsonBinaryData { SubType: BsonBinarySubType.UuidStandard }) => value,
        ("uuidToString", BsonBinaryData { SubType: BsonBinarySubType.UuidStandard } id) => new BsonString(UuidText.Format(id)),
        _ => null,
    };
}
