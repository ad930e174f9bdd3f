using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Tests.Mql.Queries;

/// <summary>Queries once more, plain and slow: nothing is parsed ahead, and all values of a path are listed before any is tested.</summary>
internal static class ReferenceMatcher
{
    public static bool Matches(BsonDocument document, BsonDocument query) => query.All(element => element.Name switch
    {
        "$and" => element.Value.AsBsonArray.All(part => Matches(document, part.AsBsonDocument)),
        "$or" => element.Value.AsBsonArray.Any(part => Matches(document, part.AsBsonDocument)),
        "$nor" => !element.Value.AsBsonArray.Any(part => Matches(document, part.AsBsonDocument)),
        _ => Field(Values(document, element.Name.Split('.')).ToList(), element.Value),
    });

    // A list entry is a value that the path leads to, with the items that an array at its end stands for as well.
    private sealed record Reached(BsonValue? Whole, BsonValue?[] WithItems);

    private static IEnumerable<Reached> Values(BsonValue? at, string[] path)
    {
        if (path.Length == 0) return [new Reached(at, at is BsonArray items ? [.. items, at] : [at])];
        return at switch
        {
            BsonDocument document => Values(document.GetValue(path[0], null), path[1..]),
            BsonArray array => Within(array, path),
            _ => [new Reached(null, [null])],
        };
    }

    private static IEnumerable<Reached> Within(BsonArray array, string[] path) => array.SelectMany((item, index) =>
    {
        IEnumerable<Reached> byName = item is BsonDocument ? Values(item, path) : [];
        bool isNamed = path[0] == index.ToString(CultureInfo.InvariantCulture);
        IEnumerable<Reached> byPlace = (isNamed, item, path[1..]) switch
        {
            (false, _, _) => [],
            (_, _, { Length: 0 }) => [new Reached(item, [item])],
            (_, BsonDocument or BsonArray, { } rest) => Values(item, rest),
            _ => [],
        };
        return byName.Concat(byPlace);
    });

    private static bool Field(List<Reached> values, BsonValue condition) => condition switch
    {
        BsonRegularExpression => Any(values, value => Single(value, "$regex", condition)),
        BsonDocument { ElementCount: > 0 } operators when operators.GetElement(0).Name[0] == '$' => operators.All(element => Operator(values, element)),
        _ => Any(values, value => Single(value, "$eq", condition)),
    };

    private static bool Operator(List<Reached> values, BsonElement element) => element.Name switch
    {
        "$ne" => !Any(values, value => Single(value, "$eq", element.Value)),
        "$nin" => !Any(values, value => Single(value, "$in", element.Value)),
        "$not" => !Field(values, element.Value),
        "$exists" => values.Any(value => value.Whole is not null) == element.Value.AsBoolean,
        "$all" => element.Value.AsBsonArray.Count > 0 && element.Value.AsBsonArray.All(item => Any(values, value => Single(value, "$eq", item))),
        "$size" or "$elemMatch" => values.Any(value => Single(value.Whole, element.Name, element.Value)),
        _ => Any(values, value => Single(value, element.Name, element.Value)),
    };

    private static bool Any(List<Reached> values, Func<BsonValue?, bool> test) => values.Any(value => value.WithItems.Any(test));

    private static bool Single(BsonValue? value, string name, BsonValue operand) => name switch
    {
        "$eq" => Compares(value, operand, order => order == 0, true),
        "$gt" => Compares(value, operand, order => order > 0, false),
        "$gte" => Compares(value, operand, order => order >= 0, true),
        "$lt" => Compares(value, operand, order => order < 0, false),
        "$lte" => Compares(value, operand, order => order <= 0, true),
        "$in" => operand.AsBsonArray.Any(item => Single(value, item is BsonRegularExpression ? "$regex" : "$eq", item)),
        "$regex" => value is BsonString text ? Regex.IsMatch(text.Value, operand.AsRegex.ToString()) : operand.Equals(value),
        "$type" => value is not null && value.BsonType == (BsonType)operand.AsInt32,
        "$mod" => value is { IsNumeric: true } && double.IsFinite(value.ToDouble()) && Math.Truncate(value.ToDouble()) % operand[0].ToDouble() == operand[1].ToDouble(),
        "$size" => value is BsonArray array && array.Count == operand.AsInt32,
        "$elemMatch" => value is BsonArray array && array.Any(item => Element(item, operand.AsBsonDocument)),
        "$ne" => !Single(value, "$eq", operand),
        "$nin" => !Single(value, "$in", operand),
        "$not" => !operand.AsBsonDocument.All(element => Single(value, element.Name, element.Value)),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private static bool Element(BsonValue item, BsonDocument condition)
    {
        if (condition.ElementCount > 0 && condition.GetElement(0).Name[0] == '$') return condition.All(element => Single(item, element.Name, element.Value));
        return item switch
        {
            BsonDocument document => Matches(document, condition),
            BsonArray array => Matches(new BsonDocument(array.Select((value, index) => new BsonElement($"{index}", value))), condition),
            _ => false,
        };
    }

    private static bool Compares(BsonValue? value, BsonValue operand, Func<int, bool> holds, bool equalHolds)
    {
        if (value is null) return operand.IsBsonNull ? equalHolds : operand.BsonType == BsonType.MinKey && holds(1) || operand.BsonType == BsonType.MaxKey && holds(-1);
        if (operand.BsonType is BsonType.MinKey or BsonType.MaxKey) return holds(BsonOrder.Instance.Compare(value, operand));
        if (Kind(value) != Kind(operand)) return false;
        if (IsNaN(value) || IsNaN(operand)) return equalHolds && IsNaN(value) && IsNaN(operand);
        return holds(BsonOrder.Instance.Compare(value, operand));
    }

    private static int Kind(BsonValue value) => value.IsNumeric ? 1000 : value.BsonType == BsonType.Symbol ? (int)BsonType.String : (int)value.BsonType;

    private static bool IsNaN(BsonValue value) => value.IsNumeric && double.IsNaN(value.ToDouble());
}
