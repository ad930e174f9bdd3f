namespace AppServices.PSHost.Pester.Assertions;

/// <summary>What an operator found.</summary>
/// <param name="FailureMessage">Why the assertion fails, or null if it holds.</param>
/// <param name="Output">What Should writes to the pipeline if it holds, or null.</param>
internal readonly record struct Verdict(string? FailureMessage, object? Output = null)
{
    public static Verdict Holds => default;

    /// <summary>Fails with a message unless the finding is as wanted.</summary>
    /// <param name="found">What the operator found.</param>
    /// <param name="negate">Whether -Not wants the opposite.</param>
    /// <param name="message">The message if it should have been found.</param>
    /// <param name="negatedMessage">The message if it should not have been found.</param>
    public static Verdict From(bool found, bool negate, string message, string negatedMessage) =>
        found != negate ? Holds : new Verdict(negate ? negatedMessage : message);
}
