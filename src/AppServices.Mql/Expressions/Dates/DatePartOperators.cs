using System;
using AppServices.Mql.Dates;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Dates;

/// <summary>One part of a date, as a clock of a time zone shows it.</summary>
internal static class DatePartOperators
{
    public static void Declare(OperatorList operators)
    {
        Part(operators, "$year", static time => time.Year);
        Part(operators, "$month", static time => time.Month);
        Part(operators, "$dayOfMonth", static time => time.Day);
        Part(operators, "$dayOfWeek", static time => time.DayOfWeek);
        Part(operators, "$dayOfYear", static time => time.DayOfYear);
        Part(operators, "$hour", static time => time.Hour);
        Part(operators, "$minute", static time => time.Minute);
        Part(operators, "$second", static time => time.Second);
        Part(operators, "$millisecond", static time => time.Millisecond);
        Part(operators, "$week", static time => time.Week);
        Part(operators, "$isoDayOfWeek", static time => time.IsoDayOfWeek);
        Part(operators, "$isoWeek", static time => time.IsoWeek);
        operators.Add(
            "$isoWeekYear", static (name, operand, parser) => Parse(name, operand, parser, static time => new BsonInt64(time.IsoWeekYear)));
    }

    private static void Part(OperatorList operators, string name, Func<CalendarTime, long> part) =>
        operators.Add(
            name, (operatorName, operand, parser) => Parse(operatorName, operand, parser, time => new BsonInt32((int)part(time))));

    private static DatePartExpression Parse(string name, BsonValue operand, ExpressionParser parser, Func<CalendarTime, BsonValue> part)
    {
        if (operand is BsonDocument document && !ExpressionParser.IsOperator(document))
        {
            var arguments = new NamedArguments(name, operand, parser, 40535, 40535, "date", "timezone");
            return new DatePartExpression(arguments.Required("date", 40539), ZoneOperand.Of(arguments.Optional("timezone")), part);
        }
        if (operand is BsonArray { Count: not 1 and var count })
            throw DocumentException.Numbered(40536, $"{name} accepts exactly one argument if given an array, but was given {count}");
        return new DatePartExpression(Arguments.Parse(name, operand, parser)[0], ZoneOperand.Of(null), part);
    }

    private sealed class DatePartExpression(Expression date, ZoneOperand zone, Func<CalendarTime, BsonValue> part) : Expression
    {
        public override bool IsConstant => date.IsConstant && zone.IsConstant;

        public override BsonValue Evaluate(EvaluationScope scope)
        {
            BsonValue? value = date.Evaluate(scope);
            if (Types.IsNullish(value) || zone.Evaluate(scope) is not { } local) return BsonNull.Value;
            return part(local.ToLocal(Coercion.ToDate(value)));
        }
    }
}
