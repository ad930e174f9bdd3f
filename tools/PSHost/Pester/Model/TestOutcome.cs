namespace AppServices.PSHost.Pester.Model;

/// <summary>How a test ended.</summary>
internal enum TestOutcome
{
    Passed,
    Failed,
    Skipped,
    Inconclusive,
}
