using System;
using AppServices.Mql.Dates;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Dates;

/// <summary>Units of time and days of the week as operands.</summary>
internal static class UnitOperand
{
    private static readonly string[] s_days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    /// <exception cref="DocumentException">The value is no text, with one number, or no unit, with another.</exception>
    public static DateUnit Parse(string name, BsonValue value, int notText, int unknown)
    {
        BsonString unit = value as BsonString
            ?? throw DocumentException.Numbered(notText, $"{name} requires 'unit' to be a string, but got {Types.Name(value)}");
        return DateCounting.Unit(unit.Value) ?? throw DocumentException.Numbered(unknown, $"{name}: unknown time unit value: {unit.Value}");
    }

    /// <summary>The day that weeks begin on, 1 for Monday; Sunday unless said otherwise.</summary>
    /// <exception cref="DocumentException">The value is no day.</exception>
    public static int ParseWeekStart(string name, BsonValue? value)
    {
        BsonString day = value as BsonString
            ?? throw DocumentException.Numbered(5439015, $"{name} requires 'startOfWeek' to be a string, but got {Types.Name(value)}");
        for (int i = 0; i < s_days.Length; i++)
            if (day.Value.Equals(s_days[i], StringComparison.OrdinalIgnoreCase)
                || day.Value.Equals(s_days[i][..3], StringComparison.OrdinalIgnoreCase))
                return i + 1;
        throw DocumentException.Numbered(
            5439016, $"{name} parameter 'startOfWeek' value cannot be recognized as a day of a week: {day.Value}");
    }
}
