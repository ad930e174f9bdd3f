using AppServices.Mql.Paths;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Objects;

/// <summary><c>$setField</c> and <c>$unsetField</c>: a document with one field set, or, where the value is missing, without it.</summary>
internal sealed class SetFieldExpression(string name, string field, Expression input, Expression value) : Expression
{
    public override BsonValue Evaluate(EvaluationScope scope)
    {
        BsonValue? target = input.Evaluate(scope), replacement = value.Evaluate(scope);
        if (Types.IsNullish(target)) return BsonNull.Value;
        BsonDocument document = target as BsonDocument
            ?? throw DocumentException.Numbered(
                4161105, $"{name} requires 'input' to evaluate to type Object, but got {Types.Name(target)}");
        var changed = DocumentCopy.Of(document);
        if (replacement is null) changed.Remove(field);
        else changed[field] = replacement;
        return ValueLimits.Check(changed);
    }

    public static SetFieldExpression Parse(string name, BsonValue operand, ExpressionParser parser)
    {
        bool isSet = name == "$setField";
        var arguments = new NamedArguments(
            name, operand, parser, 4161100, 4161101, isSet ? ["field", "input", "value"] : ["field", "input"]);
        BsonValue field = arguments.Raw("field", 4161102);
        if (field is BsonString { Value: ['$', ..] and var path })
            throw DocumentException.Numbered(
                4161108, $"'{path}' is a field path reference which is not allowed in this context. Did you mean {{$literal: '{path}'}}?");
        if (IsComputed(field) || parser.Parse(field) is not ConstantExpression constant)
            throw DocumentException.Numbered(
                4161106, $"{name} requires 'field' to evaluate to a constant, but got a non-constant argument");
        if (constant.Value is not BsonString text)
            throw DocumentException.Numbered(
                4161107, $"{name} requires 'field' to evaluate to type String, but got {Types.Name(constant.Value)}");
        if (text.Value.Contains('\0'))
            throw DocumentException.Numbered(9534700, $"{name}: field name cannot contain an embedded null byte");
        Expression value = isSet ? arguments.Required("value", 4161103) : new ConstantExpression(null);
        return new SetFieldExpression(name, text.Value, arguments.Required("input", 4161109), value);
    }

    // MongoDB asks before it computes: what amounts to a constant is none.
    private static bool IsComputed(BsonValue field) => field is BsonArray
        || (field is BsonDocument { ElementCount: > 0 } document && document.GetElement(0).Name is not ("$literal" or "$const"));
}
