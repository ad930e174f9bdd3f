using System;

namespace AppServices.Mql.Expressions.Accumulators;

/// <summary>Accumulators of groups as expressions: over the items of one array, or over several values.</summary>
internal static class FoldOperators
{
    public static void Declare(OperatorList operators)
    {
        Fold(operators, "$sum", static () => new SumAccumulator());
        Fold(operators, "$avg", static () => new AverageAccumulator());
        Fold(operators, "$min", static () => new ExtremeAccumulator(greatest: false));
        Fold(operators, "$max", static () => new ExtremeAccumulator(greatest: true));
        Fold(operators, "$stdDevPop", static () => new DeviationAccumulator(isSample: false));
        Fold(operators, "$stdDevSamp", static () => new DeviationAccumulator(isSample: true));
        Fold(operators, "$mergeObjects", static () => new MergeAccumulator(Memory("$mergeObjects")));
        Several(operators, "$firstN", static (count, memory) => new FirstSeveralAccumulator(count, memory));
        Several(operators, "$lastN", static (count, memory) => new LastSeveralAccumulator(count, memory));
        Several(operators, "$minN", static (count, memory) => ExtremesAccumulator.Least(count, memory));
        Several(operators, "$maxN", static (count, memory) => ExtremesAccumulator.Greatest(count, memory));
    }

    private static void Fold(OperatorList operators, string name, Func<Accumulator> create) =>
        operators.Add(name, (operatorName, operand, parser) =>
            new FoldExpression(create, Arguments.Parse(operatorName, operand, parser)));

    private static void Several(OperatorList operators, string name, Func<long, MemoryBudget, Accumulator> create) =>
        operators.Add(name, (operatorName, operand, parser) =>
        {
            var arguments = new NamedArguments(operatorName, operand, parser, 5787900, 5787901, "n", "input");
            Expression count = arguments.Required("n", 5787906), input = arguments.Required("input", 5787907);
            return new ItemFoldExpression(
                scope => create(CountOperand.Of(count.Evaluate(scope)), Memory(operatorName)), operatorName, input);
        });

    private static MemoryBudget Memory(string name) => new(name, MemoryBudget.Default);
}
