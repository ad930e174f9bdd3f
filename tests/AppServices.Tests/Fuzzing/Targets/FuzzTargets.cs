using System;
using System.Collections.Generic;

namespace AppServices.Tests.Fuzzing.Targets;

/// <summary>All that reads what callers send.</summary>
internal static class FuzzTargets
{
    /// <summary>What needs no server.</summary>
    /// <param name="maxTime">What an operation may take.</param>
    public static IReadOnlyList<FuzzTarget> InProcess(TimeSpan maxTime) =>
    [
        new ServerEjsonTarget(), new ClientEjsonTarget(), new QueryTarget { MaxTime = maxTime }, new ExpressionTarget { MaxTime = maxTime }, new UpdateTarget { MaxTime = maxTime },
        new PipelineTarget { MaxTime = maxTime }, new RuleTarget { MaxTime = maxTime }, new AppFolderTarget(),
    ];
}
