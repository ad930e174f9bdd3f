using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Expressions;
using AppServices.Mql.Expressions.Accumulators;
using AppServices.Mql.Expressions.Numbers;
using AppServices.Mql.Pipelines.Stages;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Grouping;

/// <summary><c>$group</c>: one document for all that have the same key.</summary>
internal sealed class GroupStage(Expression key, GroupFields fields) : Stage
{
    public override async IAsyncEnumerable<BsonDocument> RunAsync(
        IAsyncEnumerable<BsonDocument> source, PipelineRun run, [EnumeratorCancellation] CancellationToken cancellation)
    {
        MemoryBudget memory = run.Memory("$group");
        var groups = new Dictionary<BsonValue, Accumulator[]>(BsonEquality.Instance);
        await foreach (BsonDocument document in source.WithCancellation(cancellation))
        {
            EvaluationScope scope = run.Scope.Over(document);
            BsonValue id = key.Evaluate(scope) ?? BsonNull.Value;
            if (!groups.TryGetValue(id, out Accumulator[]? accumulators))
            {
                memory.Hold(DocumentLimits.SizeOf(id) + fields.Bytes);
                accumulators = fields.Create(id, run.Scope, memory);
                groups.Add(id, accumulators);
            }
            try
            {
                fields.Add(accumulators, scope);
            }
            catch (DocumentException error) when (ArithmeticOperators.CodeOfGroup(error) is { } code)
            {
                throw DocumentException.Numbered(code, error.Message);
            }
        }
        foreach ((BsonValue id, Accumulator[] accumulators) in groups) yield return fields.Describe(id, accumulators);
    }

    public static Stage Parse(string name, BsonValue specification, StageScope scope)
    {
        BsonDocument group = specification as BsonDocument
            ?? throw DocumentException.Numbered(15947, "a group's fields must be specified in an object");
        if (!group.TryGetValue("_id", out BsonValue id))
            throw DocumentException.Numbered(15955, "a group specification must include an _id");
        if (id is BsonDocument key && !ExpressionParser.IsOperator(key)
            && key.Any(static element => element.Value is BsonBoolean or { IsNumeric: true }))
            throw DocumentException.Numbered(17390, "$group does not support inclusion-style expressions");
        var fields = new GroupFields(group.Where(static element => element.Name != "_id"), scope.Expressions);
        return new GroupStage(scope.Expressions.Parse(id), fields);
    }
}
