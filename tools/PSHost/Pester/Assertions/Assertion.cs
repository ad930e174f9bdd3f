using System.Collections.Generic;
using System.Management.Automation;

namespace AppServices.PSHost.Pester.Assertions;

/// <summary>One use of Should, as an operator sees it.</summary>
/// <param name="Actual">The value under test; for operators that take the whole input an array, or null if nothing came.</param>
/// <param name="Parameters">The bound parameters of the operator by name.</param>
/// <param name="Negate">Whether -Not was given.</param>
/// <param name="Language">PowerShell's own comparisons.</param>
/// <param name="Session">Where paths are resolved.</param>
internal sealed record Assertion(
    object? Actual,
    IReadOnlyDictionary<string, object> Parameters,
    bool Negate,
    LanguageOperators Language,
    SessionState Session)
{
    /// <summary><c> because REASON,</c>, or nothing.</summary>
    public string Because => Reason.Clause(Text("Because"));

    /// <summary>The value of -ExpectedValue, or null.</summary>
    public object? Expected => Parameter("ExpectedValue");

    public object? Parameter(string name) => Parameters.GetValueOrDefault(name);

    public string? Text(string name) => Parameter(name) is { } value ? LanguagePrimitives.ConvertTo<string>(value) : null;

    public bool Switch(string name) => LanguagePrimitives.IsTrue(Parameter(name));
}
