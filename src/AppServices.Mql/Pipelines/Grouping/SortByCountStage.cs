using System.Collections.Generic;
using System.Threading;
using AppServices.Mql.Expressions;
using AppServices.Mql.Pipelines.Stages;
using AppServices.Mql.Sorting;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Grouping;

/// <summary><c>$sortByCount</c>: how often each value occurs, the most frequent one first.</summary>
internal sealed class SortByCountStage(GroupStage groups) : Stage
{
    private static readonly SortStage s_byCount = new(SortOrder.Parse(new BsonDocument("count", -1)));

    public override IAsyncEnumerable<BsonDocument> RunAsync(
        IAsyncEnumerable<BsonDocument> source, PipelineRun run, CancellationToken cancellation) =>
        s_byCount.RunAsync(groups.RunAsync(source, run, cancellation), run, cancellation);

    public static Stage Parse(string name, BsonValue specification, StageScope scope)
    {
        bool isValid = specification switch
        {
            BsonDocument document => ExpressionParser.IsOperator(document)
                ? true
                : throw DocumentException.Numbered(
                    40147,
                    "the sortByCount field must be defined as a $-prefixed path or an expression inside an object, found: "
                        + $"{Types.Show(document)}"),
            BsonString { Value: ['$', ..] } => true,
            BsonString text =>
                throw DocumentException.Numbered(
                    40148, $"the sortByCount field must be defined as a $-prefixed path or an expression inside an object, found: {text}"),
            _ => false,
        };
        return isValid
            ? new SortByCountStage(new GroupStage(scope.Expressions.Parse(specification), GroupFields.Count))
            : throw DocumentException.Numbered(
                40149, $"the sortByCount field must be specified as a string or as an object, found: {Types.Name(specification)}");
    }
}
