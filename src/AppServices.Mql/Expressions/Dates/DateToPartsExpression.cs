using AppServices.Mql.Dates;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Dates;

/// <summary><c>$dateToParts</c>: a date as a document of its parts.</summary>
internal sealed class DateToPartsExpression(Expression date, ZoneOperand zone, Expression? iso) : Expression
{
    public override BsonValue Evaluate(EvaluationScope scope)
    {
        BsonValue? value = date.Evaluate(scope), isIso = iso is null ? BsonBoolean.False : iso.Evaluate(scope);
        DateZone? local = zone.Evaluate(scope);
        if (Types.IsNullish(isIso) || Types.IsNullish(value) || local is null) return BsonNull.Value;
        if (isIso is not BsonBoolean { Value: var byWeek })
            throw DocumentException.Numbered(40521, $"iso8601 must evaluate to a bool, found {Types.Name(isIso)}");
        CalendarTime time = local.ToLocal(Coercion.ToDate(value));
        BsonDocument parts = byWeek
            ? new BsonDocument { { "isoWeekYear", (int)time.IsoWeekYear }, { "isoWeek", (int)time.IsoWeek },
                { "isoDayOfWeek", (int)time.IsoDayOfWeek } }
            : new BsonDocument { { "year", (int)time.Year }, { "month", (int)time.Month }, { "day", (int)time.Day } };
        return parts.Add("hour", (int)time.Hour).Add("minute", (int)time.Minute).Add("second", (int)time.Second)
            .Add("millisecond", (int)time.Millisecond);
    }

    public static DateToPartsExpression Parse(string name, BsonValue operand, ExpressionParser parser)
    {
        var arguments = new NamedArguments(name, operand, parser, 40524, 40520, "date", "timezone", "iso8601");
        return new DateToPartsExpression(
            arguments.Required("date", 40522), ZoneOperand.Of(arguments.Optional("timezone")), arguments.Optional("iso8601"));
    }
}
