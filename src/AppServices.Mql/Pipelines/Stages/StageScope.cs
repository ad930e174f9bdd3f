using System.Collections.Generic;
using AppServices.Mql.Expressions;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Stages;

/// <summary>Where a stage is parsed: which variables there are, and how deep it stands in other pipelines.</summary>
internal sealed class StageScope(ExpressionParser expressions, int depth, List<string> stageNames)
{
    private const int MaxDepth = 20;

    public ExpressionParser Expressions => expressions;

    /// <summary>A pipeline within a stage.</summary>
    /// <param name="stages">The stages.</param>
    /// <param name="parser">Parses their expressions.</param>
    /// <exception cref="DocumentException">A stage is not valid, or pipelines are too deep in each other.</exception>
    public Pipeline ParseNested(BsonArray stages, ExpressionParser parser) => depth < MaxDepth
        ? PipelineParser.Parse(stages, new StageScope(parser, depth + 1, stageNames), stageNames)
        : throw DocumentException.Numbered(232, $"Maximum number of nested sub-pipelines exceeded. Limit is {MaxDepth}");
}
