using System;
using System.Collections.Generic;

namespace AppServices.PSHost.Pester.Model;

/// <summary>The result of a test, or of what failed instead of one.</summary>
/// <param name="FilePath">The test file.</param>
/// <param name="Name">Full name as shown.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Duration">How long it and its setup took.</param>
/// <param name="Failures">What went wrong, first things first; the reason for a skipped test.</param>
internal sealed record TestResult(string FilePath, string Name, TestOutcome Outcome, TimeSpan Duration, IReadOnlyList<Failure> Failures);
