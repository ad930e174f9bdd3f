using System.Collections.Generic;

namespace AppServices.Server.Rules.Schemas;

/// <summary>A schema: all that must hold for a value.</summary>
internal sealed class Schema(IReadOnlyList<SchemaCheck> checks)
{
    /// <summary>Adds what is wrong with a value, as texts that begin with its path.</summary>
    public void Find(in SchemaValue value, List<string> violations)
    {
        value.Scope.Calls.Cancellation.ThrowIfCancellationRequested();
        foreach (SchemaCheck check in checks) check.Find(value, violations);
    }

    public bool Accepts(in SchemaValue value)
    {
        var violations = new List<string>();
        Find(value, violations);
        return violations.Count == 0;
    }
}
