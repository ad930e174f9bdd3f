using System.Collections.Generic;
using System.Threading;
using AppServices.Mql.Expressions;
using AppServices.Mql.Pipelines.Stages;
using AppServices.Mql.Sorting;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Grouping;

/// <summary><c>$bucket</c>: one document for all whose keys lie between two boundaries.</summary>
internal sealed class BucketStage(GroupStage groups) : Stage
{
    private static readonly SortStage s_byId = new(SortOrder.Parse(new BsonDocument("_id", 1)));

    public override IAsyncEnumerable<BsonDocument> RunAsync(
        IAsyncEnumerable<BsonDocument> source, PipelineRun run, CancellationToken cancellation) =>
        s_byId.RunAsync(groups.RunAsync(source, run, cancellation), run, cancellation);

    public static Stage Parse(string name, BsonValue specification, StageScope scope)
    {
        // MongoDB looks at this one first.
        if (specification is BsonDocument all && all.TryGetValue("boundaries", out BsonValue given) && given is not (BsonArray or BsonNull))
            throw NoArray(given);
        var options = new StageOptions(name, specification, 40201, 40197, "groupBy", "boundaries", "default", "output");
        BsonValue groupBy = options.Required("groupBy", 40198), boundaries = options.Required("boundaries", 40198);
        if (groupBy is not (BsonString { Value: ['$', ..] } or BsonDocument))
            throw DocumentException.Numbered(
                40202,
                $"The $bucket 'groupBy' field must be defined as a $-prefixed path or an expression, but found: {Types.Show(groupBy)}.");
        GroupFields fields = options.Optional("output") switch
        {
            null => GroupFields.Count,
            BsonDocument output => new GroupFields(output, scope.Expressions),
            BsonValue other =>
                throw DocumentException.Numbered(
                    40196, $"The $bucket 'output' field must be an object, but found type: {Types.Name(other)}."),
        };
        BsonValue[] limits = ParseBoundaries(boundaries, scope.Expressions);
        BsonValue? rest = ParseDefault(options.Optional("default"), limits, scope.Expressions);
        return new BucketStage(new GroupStage(new BucketExpression(scope.Expressions.Parse(groupBy), limits, rest), fields));
    }

    private static DocumentException NoArray(BsonValue boundaries) =>
        DocumentException.Numbered(40200, $"The $bucket 'boundaries' field must be an array, but found type: {Types.Name(boundaries)}.");

    private static BsonValue[] ParseBoundaries(BsonValue boundaries, ExpressionParser parser)
    {
        BsonArray array = boundaries as BsonArray
            ?? throw NoArray(boundaries);
        if (array.Count < 2)
            throw DocumentException.Numbered(
                40192, $"The $bucket 'boundaries' field must have at least 2 values, but found {array.Count} value(s).");
        var limits = new BsonValue[array.Count];
        for (int i = 0; i < limits.Length; i++)
        {
            limits[i] = (parser.Parse(array[i]) as ConstantExpression)?.Value
                ?? throw DocumentException.Numbered(
                    40191, $"The $bucket 'boundaries' field must be an array of constant values, but found value: {Types.Show(array[i])}.");
            if (i == 0) continue;
            if (TypeOrder.Of(limits[i]) != TypeOrder.Of(limits[i - 1]))
                throw DocumentException.Numbered(
                    40193,
                    $"The 'boundaries' of $bucket must have the same type. Found conflicting types {Types.Name(limits[i - 1])} and "
                        + $"{Types.Name(limits[i])}.");
            if (BsonOrder.Instance.Compare(limits[i - 1], limits[i]) >= 0)
                throw DocumentException.Numbered(
                    40194, "The 'boundaries' option to $bucket must be sorted, but elements are not in ascending order.");
        }
        return limits;
    }

    private static BsonValue? ParseDefault(BsonValue? value, BsonValue[] limits, ExpressionParser parser)
    {
        if (value is null) return null;
        BsonValue other = (parser.Parse(value) as ConstantExpression)?.Value
            ?? throw DocumentException.Numbered(40195, $"The $bucket 'default' field must be a constant, but found: {Types.Show(value)}.");
        bool isInside = BsonOrder.Instance.Compare(other, limits[0]) >= 0 && BsonOrder.Instance.Compare(other, limits[^1]) < 0;
        return isInside
            ? throw DocumentException.Numbered(40199, "The $bucket 'default' field must not lie between the boundaries.")
            : other;
    }
}
