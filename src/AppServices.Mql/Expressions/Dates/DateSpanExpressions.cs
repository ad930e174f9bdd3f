using System;
using AppServices.Mql.Dates;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Dates;

/// <summary>What <c>$dateDiff</c> and <c>$dateTrunc</c> share: a unit, a time zone, and the day that weeks begin on.</summary>
internal abstract class DateSpanExpression(string name, Expression unit, ZoneOperand zone, Expression? weekStart, int notText) : Expression
{
    private const int Sunday = 7;

    public override BsonValue Evaluate(EvaluationScope scope)
    {
        BsonValue? unitName = unit.Evaluate(scope);
        DateZone? local = zone.Evaluate(scope);
        if (Types.IsNullish(unitName) || local is null) return BsonNull.Value;
        DateUnit of = UnitOperand.Parse(name, unitName!, notText, 9);
        int start = Sunday;
        if (weekStart is not null && of == DateUnit.Week)
        {
            BsonValue? day = weekStart.Evaluate(scope);
            if (Types.IsNullish(day)) return BsonNull.Value;
            start = UnitOperand.ParseWeekStart(name, day);
        }
        try
        {
            return Evaluate(scope, of, local, start);
        }
        catch (OverflowException)
        {
            throw DocumentException.Numbered(15, $"{name} overflowed");
        }
    }

    /// <exception cref="OverflowException">The result does not fit 64 bits.</exception>
    protected abstract BsonValue Evaluate(EvaluationScope scope, DateUnit unit, DateZone zone, int weekStart);
}

/// <summary><c>$dateDiff</c>: how often a unit begins between two dates.</summary>
internal sealed class DateDifferenceExpression(Expression from, Expression to, Expression unit, ZoneOperand zone, Expression? weekStart)
    : DateSpanExpression("$dateDiff", unit, zone, weekStart, 5439013)
{
    public static DateDifferenceExpression Parse(string name, BsonValue operand, ExpressionParser parser)
    {
        var arguments = new NamedArguments(
            name, operand, parser, 5166301, 5166302, "startDate", "endDate", "unit", "timezone", "startOfWeek");
        return new DateDifferenceExpression(
            arguments.Required("startDate", 5166303),
            arguments.Required("endDate", 5166304),
            arguments.Required("unit", 5166305),
            ZoneOperand.Of(arguments.Optional("timezone")),
            arguments.Optional("startOfWeek"));
    }

    protected override BsonValue Evaluate(EvaluationScope scope, DateUnit unit, DateZone zone, int weekStart)
    {
        BsonValue? start = from.Evaluate(scope), end = to.Evaluate(scope);
        if (Types.IsNullish(start) || Types.IsNullish(end)) return BsonNull.Value;
        return new BsonInt64(DateCounting.Between(Date("startDate", start), Date("endDate", end), unit, zone, weekStart));
    }

    private static long Date(string parameter, BsonValue? value) => value is BsonDateTime or BsonTimestamp or BsonObjectId
        ? Coercion.ToDate(value)
        : throw DocumentException.Numbered(5166307, $"$dateDiff requires '{parameter}' to be a date, but got {Types.Name(value)}");
}

/// <summary><c>$dateTrunc</c>: the beginning of the span of units that a date is in.</summary>
internal sealed class DateTruncationExpression(Expression date, Expression unit, Expression? size, ZoneOperand zone, Expression? weekStart)
    : DateSpanExpression("$dateTrunc", unit, zone, weekStart, 5439013)
{
    public static DateTruncationExpression Parse(string name, BsonValue operand, ExpressionParser parser)
    {
        var arguments = new NamedArguments(name, operand, parser, 5439007, 5439008, "date", "unit", "binSize", "timezone", "startOfWeek");
        return new DateTruncationExpression(
            arguments.Required("date", 5439009),
            arguments.Required("unit", 5439010),
            arguments.Optional("binSize"),
            ZoneOperand.Of(arguments.Optional("timezone")),
            arguments.Optional("startOfWeek"));
    }

    protected override BsonValue Evaluate(EvaluationScope scope, DateUnit unit, DateZone zone, int weekStart)
    {
        BsonValue? value = date.Evaluate(scope), bin = size is null ? new BsonInt64(1) : size.Evaluate(scope);
        if (Types.IsNullish(value) || Types.IsNullish(bin)) return BsonNull.Value;
        if (value is not (BsonDateTime or BsonTimestamp or BsonObjectId))
            throw DocumentException.Numbered(5166307, $"$dateTrunc requires 'date' to be a date, but got {Types.Name(value)}");
        if (!WholeNumber.TryExact(bin, out long count))
            throw DocumentException.Numbered(
                5439017,
                $"$dateTrunc requires 'binSize' to be a 64-bit integer, but got value '{Types.Show(bin)}' of type {Types.Name(bin)}");
        if (count <= 0)
            throw DocumentException.Numbered(5439018, $"$dateTrunc requires 'binSize' to be greater than 0, but got value {count}");
        return new BsonDateTime(DateCounting.Truncate(Coercion.ToDate(value), unit, count, zone, weekStart));
    }
}
