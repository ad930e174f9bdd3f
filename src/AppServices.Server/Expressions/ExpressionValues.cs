using System.Threading.Tasks;
using MongoDB.Bson;

namespace AppServices.Server.Expressions;

/// <summary>The values in an expression: literals, expansions, and what operators make of them (app-config.md 6.7).</summary>
internal sealed class ExpressionValues(ExpressionScope scope)
{
    /// <summary>Whether a document stands for a value rather than for a test.</summary>
    public static bool IsValue(BsonDocument document) => document.ElementCount == 1 && document.GetElement(0).Name is
        "%function" or "$function" or "%stringToOid" or "$stringToOid" or "%oidToString" or "$oidToString"
        or "%stringToUuid" or "$stringToUuid" or "%uuidToString" or "$uuidToString";

    /// <summary>The value; null where an expansion leads nowhere.</summary>
    public async ValueTask<BsonValue?> ReadAsync(BsonValue operand) => operand switch
    {
        BsonString text when scope.Knows(text.Value) => scope.Resolve(text.Value),
        BsonArray array => await ReadAllAsync(array),
        BsonDocument document when IsValue(document) => await ComputeAsync(document.GetElement(0)),
        BsonDocument document => await ReadFieldsAsync(document),
        _ => operand,
    };

    /// <summary>The result of <c>%function</c>.</summary>
    public async ValueTask<BsonValue> CallAsync(BsonValue operand)
    {
        if (operand is not BsonDocument call || call.GetValue("name", BsonNull.Value) is not BsonString name
            || call.GetValue("arguments", new BsonArray()) is not BsonArray arguments)
            throw new ExpressionException("%function needs {name, arguments: [...]}");
        return await scope.CallAsync(name.Value, [.. await ReadAllAsync(arguments)]);
    }

    private async ValueTask<BsonArray> ReadAllAsync(BsonArray items)
    {
        var values = new BsonArray();
        foreach (BsonValue item in items) values.Add(await ReadAsync(item) ?? BsonNull.Value);
        return values;
    }

    private async ValueTask<BsonDocument> ReadFieldsAsync(BsonDocument document)
    {
        var values = new BsonDocument();
        foreach (BsonElement element in document) values[element.Name] = await ReadAsync(element.Value) ?? BsonNull.Value;
        return values;
    }

    private async ValueTask<BsonValue?> ComputeAsync(BsonElement element)
    {
        string name = element.Name[1..];
        if (name == "function") return await CallAsync(element.Value);
        return ExpressionConversions.Convert(name, await ReadAsync(element.Value))
            ?? throw new ExpressionException($"{element.Name} cannot convert its operand");
    }
}
