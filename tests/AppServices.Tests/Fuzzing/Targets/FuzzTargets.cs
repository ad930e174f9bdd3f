using System.Collections.Generic;

namespace AppServices.Tests.Fuzzing.Targets;

/// <summary>All that reads what callers send.</summary>
internal static class FuzzTargets
{
    /// <summary>What needs no server.</summary>
    public static IReadOnlyList<FuzzTarget> InProcess() =>
        [new ServerEjsonTarget(), new ClientEjsonTarget(), new QueryTarget(), new ExpressionTarget(), new UpdateTarget(), new PipelineTarget(), new RuleTarget(), new AppFolderTarget()];
}
