using System.Collections.Frozen;
using System.Linq;
using AppServices.Mql.Expressions;
using AppServices.Mql.Pipelines.Stages;
using AppServices.Mql.Queries;

namespace AppServices.Mql;

/// <summary>What MongoDB has in queries, pipelines and expressions, and this language refuses by name wherever it stands.</summary>
internal static class UnsupportedOperators
{
    private static readonly FrozenSet<string> s_names =
        StageTable.Unsupported.Concat(Operators.Unsupported).Concat(QueryParser.Unsupported).Except(StageTable.Names)
            .Except(Operators.Names).ToFrozenSet();

    /// <param name="name">A name with its <c>$</c>.</param>
    public static bool Contains(string name) => s_names.Contains(name);
}
