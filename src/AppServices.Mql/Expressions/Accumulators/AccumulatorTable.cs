using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Accumulators;

/// <summary>All accumulators of groups, by their names.</summary>
internal static class AccumulatorTable
{
    private delegate AccumulatorCall Parser(string name, BsonValue operand, ExpressionParser parser);

    private static readonly FrozenDictionary<string, Parser> s_parsers = new Dictionary<string, Parser>
    {
        ["$sum"] = Simple(static _ => new SumAccumulator()),
        ["$avg"] = Simple(static _ => new AverageAccumulator()),
        ["$min"] = Simple(static _ => new ExtremeAccumulator(greatest: false)),
        ["$max"] = Simple(static _ => new ExtremeAccumulator(greatest: true)),
        ["$first"] = Simple(static _ => new FirstAccumulator()),
        ["$last"] = Simple(static _ => new LastAccumulator()),
        ["$push"] = Simple(static memory => new PushAccumulator(memory)),
        ["$addToSet"] = Simple(static memory => new SetAccumulator(memory)),
        ["$stdDevPop"] = Simple(static _ => new DeviationAccumulator(isSample: false)),
        ["$stdDevSamp"] = Simple(static _ => new DeviationAccumulator(isSample: true)),
        ["$mergeObjects"] = Simple(static memory => new MergeAccumulator(memory, notDocument: 5911200)),
        ["$concatArrays"] = Simple(static memory => new ConcatAccumulator(memory)),
        ["$setUnion"] = Simple(static memory => new UnionAccumulator(memory)),
        ["$count"] = ParseCount,
        ["$firstN"] = Several(static (count, memory) => new FirstSeveralAccumulator(count, memory)),
        ["$lastN"] = Several(static (count, memory) => new LastSeveralAccumulator(count, memory)),
        ["$minN"] = Several(static (count, memory) => ExtremesAccumulator.Least(count, memory)),
        ["$maxN"] = Several(static (count, memory) => ExtremesAccumulator.Greatest(count, memory)),
        ["$top"] = RankedAccumulator.Parse,
        ["$bottom"] = RankedAccumulator.Parse,
        ["$topN"] = RankedAccumulator.Parse,
        ["$bottomN"] = RankedAccumulator.Parse,
    }.ToFrozenDictionary();

    /// <summary>The accumulator of a field of a group, <c>{ $sum: "$price" }</c>.</summary>
    /// <exception cref="DocumentException">There is none of the name, or its operand is not valid.</exception>
    public static AccumulatorCall Parse(BsonElement element, ExpressionParser parser)
    {
        if (element.Value is BsonArray)
            throw DocumentException.Numbered(40237, $"The {element.Name} accumulator is a unary operator");
        if (s_parsers.TryGetValue(element.Name, out Parser? parse)) return parse(element.Name, element.Value, parser);
        throw element.Name is "$accumulator" or "$percentile" or "$median" or "$covariancePop" or "$covarianceSamp"
            ? DocumentException.Unsupported($"{element.Name} is not supported by the embedded database.")
            : DocumentException.Numbered(15952, $"unknown group operator '{element.Name}'");
    }

    private static Parser Simple(Func<MemoryBudget, Accumulator> create) => (_, operand, parser) =>
        new AccumulatorCall(parser.Parse(operand), (_, memory) => create(memory));

    private static AccumulatorCall ParseCount(
        string name, BsonValue operand, ExpressionParser parser) => operand is BsonDocument { ElementCount: 0 }
        ? new AccumulatorCall(new ConstantExpression(null), static (_, _) => new CountAccumulator())
        : throw DocumentException.TypeMismatch("$count takes no arguments, i.e. $count:{}");

    private static Parser Several(Func<long, MemoryBudget, Accumulator> create) => (name, operand, parser) =>
    {
        var arguments = new NamedArguments(name, operand, parser, 5787900, 5787901, "n", "input");
        Expression count = arguments.Required("n", 5787906);
        return new AccumulatorCall(
            arguments.Required("input", 5787907), (group, memory) => create(CountOperand.OfGroup(count.Evaluate(group)), memory));
    };
}
