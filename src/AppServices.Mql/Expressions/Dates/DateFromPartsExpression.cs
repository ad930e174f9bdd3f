using System;
using AppServices.Mql.Dates;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Dates;

/// <summary>
/// <c>$dateFromParts</c>: the date of a year, month and day, or of a year, week and weekday. Parts out of range carry over.
/// </summary>
internal sealed class DateFromPartsExpression(bool isIso, Expression year, Expression?[] parts, ZoneOperand zone) : Expression
{
    private static readonly string[] s_names = ["month", "day", "hour", "minute", "second", "millisecond"];
    private static readonly string[] s_isoNames = ["isoWeek", "isoDayOfWeek", "hour", "minute", "second", "millisecond"];

    public override BsonValue Evaluate(EvaluationScope scope)
    {
        if (Year(scope) is not { } first) return BsonNull.Value;
        Span<long> values = stackalloc long[parts.Length];
        for (int i = 0; i < values.Length; i++)
        {
            if (Part(scope, i) is not { } value) return BsonNull.Value;
            values[i] = value;
        }
        if (zone.Evaluate(scope) is not { } local) return BsonNull.Value;
        CalendarTime date = isIso ? CalendarTime.OfIsoWeek(first, values[0], values[1]) : new CalendarTime(first, values[0], values[1]);
        return new BsonDateTime(
            local.ToUtc(date with { Hour = values[2], Minute = values[3], Second = values[4], Millisecond = values[5] }));
    }

    public static DateFromPartsExpression Parse(string name, BsonValue operand, ExpressionParser parser)
    {
        var arguments = new NamedArguments(
            name, operand, parser, 40519, 40518, ["year", "isoWeekYear", "timezone", .. s_names, "isoWeek", "isoDayOfWeek"]);
        if (arguments.Raw("year") is null && arguments.Raw("isoWeekYear") is null)
            throw DocumentException.Numbered(40516, "$dateFromParts requires either 'year' or 'isoWeekYear' to be present");
        bool isIso = arguments.Raw("year") is null;
        foreach (string other in isIso ? (ReadOnlySpan<string>)["month", "day"] : ["isoWeekYear", "isoWeek", "isoDayOfWeek"])
            if (arguments.Raw(other) is not null)
                throw DocumentException.Numbered(
                    isIso ? 40525 : 40489, "$dateFromParts does not allow mixing natural dates with ISO dates");
        string[] names = isIso ? s_isoNames : s_names;
        var parts = new Expression?[names.Length];
        for (int i = 0; i < parts.Length; i++) parts[i] = arguments.Optional(names[i]);
        return new DateFromPartsExpression(
            isIso, arguments.Required(isIso ? "isoWeekYear" : "year", 40516), parts, ZoneOperand.Of(arguments.Optional("timezone")));
    }

    private long? Year(EvaluationScope scope)
    {
        string name = isIso ? "isoWeekYear" : "year";
        return Whole(name, year.Evaluate(scope)) switch
        {
            null => null,
            >= 1 and <= 9999 and var value => value,
            var value =>
                throw DocumentException.Numbered(
                    40523, $"'{name}' must evaluate to an integer in the range 1 to 9999, found {Types.Show(value)}"),
        };
    }

    private long? Part(EvaluationScope scope, int index)
    {
        string name = (isIso ? s_isoNames : s_names)[index];
        if (parts[index] is not { } part) return index < 2 ? 1 : 0;
        return Whole(name, part.Evaluate(scope)) switch
        {
            null => null,
            >= short.MinValue and <= short.MaxValue and var value => value,
            var value when index >= 4 => value,      // seconds and what is smaller
            var value =>
                throw DocumentException.Numbered(
                    31034, $"'{name}' must evaluate to a value in the range [-32768, 32767]; value {Types.Show(value)} is not in range"),
        };
    }

    private static long? Whole(string name, BsonValue? value)
    {
        if (Types.IsNullish(value)) return null;
        return WholeNumber.TryInt32(value, out int whole)
            ? whole
            : throw DocumentException.Numbered(
                40515, $"'{name}' must evaluate to an integer, found {Types.Name(value)} with value {Types.Show(value)}");
    }
}
