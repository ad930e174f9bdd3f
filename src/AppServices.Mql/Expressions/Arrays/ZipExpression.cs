using System;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Arrays;

/// <summary><c>$zip</c>: arrays turned on their side, so that the first items of all are together, and so on.</summary>
internal sealed class ZipExpression(Expression[] inputs, bool useLongest, Expression[]? defaults) : Expression
{
    public override BsonValue Evaluate(EvaluationScope scope)
    {
        var arrays = new BsonArray[inputs.Length];
        int length = useLongest ? 0 : int.MaxValue;
        for (int i = 0; i < arrays.Length; i++)
        {
            BsonValue? value = inputs[i].Evaluate(scope);
            if (Types.IsNullish(value)) return BsonNull.Value;
            arrays[i] = value as BsonArray
                ?? throw DocumentException.Numbered(34468, $"$zip found a non-array expression in input: {Types.Show(value)}");
            length = useLongest ? Math.Max(length, arrays[i].Count) : Math.Min(length, arrays[i].Count);
        }
        var fill = new BsonValue[inputs.Length];
        for (int i = 0; i < fill.Length; i++) fill[i] = defaults?[i].Evaluate(scope) ?? BsonNull.Value;
        var zipped = new BsonArray(length);
        var limits = new ValueLimits();
        for (int row = 0; row < length; row++)
        {
            scope.Cancellation.ThrowIfCancellationRequested();
            var items = new BsonArray(arrays.Length);
            for (int i = 0; i < arrays.Length; i++) items.Add(row < arrays[i].Count ? arrays[i][row] : fill[i]);
            limits.Add(items);
            zipped.Add(items);
        }
        return zipped;
    }

    public static ZipExpression Parse(string name, BsonValue operand, ExpressionParser parser)
    {
        var arguments = new NamedArguments(name, operand, parser, 34460, 34464, "inputs", "defaults", "useLongestLength");
        BsonArray inputs = arguments.Raw("inputs", 34465) as BsonArray
            ?? throw DocumentException.Numbered(
                34461, $"inputs must be an array of expressions, found {Types.Name(arguments.Raw("inputs"))}");
        if (inputs.Count == 0) throw DocumentException.Numbered(34465, "$zip requires at least one input array");
        bool useLongest = arguments.Raw("useLongestLength") switch
        {
            null => false,
            BsonBoolean flag => flag.Value,
            BsonValue other => throw DocumentException.Numbered(34463, $"useLongestLength must be a bool, found {Types.Name(other)}"),
        };
        BsonArray? defaults = arguments.Raw("defaults") switch
        {
            null => null,
            BsonArray array => array,
            BsonValue other =>
                throw DocumentException.Numbered(34462, $"defaults must be an array of expressions, found {Types.Name(other)}"),
        };
        if (defaults is not null && !useLongest)
            throw DocumentException.Numbered(34466, "cannot specify defaults unless useLongestLength is true");
        if (defaults is not null && defaults.Count != inputs.Count)
            throw DocumentException.Numbered(34467, "defaults and inputs must have the same length");
        return new ZipExpression(parser.ParseAll(inputs), useLongest, defaults is null ? null : parser.ParseAll(defaults));
    }
}
