using AppServices.Mql.Dates;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Dates;

/// <summary>The time zone of a date operator. One that is written as a constant is looked up once.</summary>
internal sealed class ZoneOperand
{
    private readonly Expression? _expression;
    private readonly DateZone? _constant;

    private ZoneOperand(Expression? expression, DateZone? constant)
    {
        _expression = expression;
        _constant = constant;
    }

    /// <summary>Whether a zone is asked for at all.</summary>
    public bool IsGiven => _expression is not null;

    public bool IsConstant => _expression is null or { IsConstant: true };

    /// <param name="expression">The operand; null for UTC.</param>
    public static ZoneOperand Of(Expression? expression)
    {
        DateZone? constant = expression switch
        {
            null => DateZone.Utc,
            ConstantExpression { Value: BsonString name } => DateZone.Find(name.Value),
            _ => null,
        };
        return new ZoneOperand(expression, constant);
    }

    /// <returns>Null where the operand is null or missing.</returns>
    /// <exception cref="DocumentException">There is no such zone.</exception>
    public DateZone? Evaluate(EvaluationScope scope)
    {
        if (_constant is not null) return _constant;
        BsonValue? value = _expression!.Evaluate(scope);
        if (Types.IsNullish(value)) return null;
        BsonString name = value as BsonString
            ?? throw DocumentException.Numbered(40517, $"timezone must evaluate to a string, found {Types.Name(value)}");
        return DateZone.Find(name.Value) ?? throw DocumentException.Numbered(40485, $"unrecognized time zone identifier: \"{name.Value}\"");
    }
}
