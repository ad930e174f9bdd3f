using System;
using AppServices.Mql.Dates;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Dates;

/// <summary><c>$dateAdd</c> and <c>$dateSubtract</c>: a date moved by a number of units.</summary>
internal sealed class DateMoveExpression(
    string name, int sign, Expression date, Expression unit, Expression amount, ZoneOperand zone) : Expression
{
    public override bool IsConstant => date.IsConstant && unit.IsConstant && amount.IsConstant && zone.IsConstant;

    public override BsonValue Evaluate(EvaluationScope scope)
    {
        BsonValue? start = date.Evaluate(scope), unitName = unit.Evaluate(scope), count = amount.Evaluate(scope);
        DateZone? local = zone.Evaluate(scope);
        if (Types.IsNullish(start) || Types.IsNullish(unitName) || Types.IsNullish(count) || local is null) return BsonNull.Value;
        if (start is not (BsonDateTime or BsonTimestamp or BsonObjectId))
            throw DocumentException.Numbered(5166403, $"{name} requires startDate to be convertible to a date");
        DateUnit of = UnitOperand.Parse(name, unitName!, 5439013, 9);
        if (!WholeNumber.TryExact(count, out long whole))
            throw DocumentException.Numbered(5166405, $"{name} expects integer amount of time units");
        try
        {
            return new BsonDateTime(DateCounting.Add(Coercion.ToDate(start), of, checked(whole * sign), local));
        }
        catch (OverflowException)
        {
            bool isOfMonths = of is DateUnit.Month or DateUnit.Quarter or DateUnit.Year;
            throw DocumentException.Numbered(isOfMonths ? 5976500 : 5166406, $"{name} overflowed");
        }
    }

    public static DateMoveExpression Parse(string name, BsonValue operand, ExpressionParser parser)
    {
        var arguments = new NamedArguments(name, operand, parser, 5166400, 5166401, "startDate", "unit", "amount", "timezone");
        return new DateMoveExpression(
            name,
            name == "$dateSubtract" ? -1 : 1,
            arguments.Required("startDate", 5166402),
            arguments.Required("unit", 5166402),
            arguments.Required("amount", 5166402),
            ZoneOperand.Of(arguments.Optional("timezone")));
    }
}
