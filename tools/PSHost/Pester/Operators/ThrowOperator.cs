using System;
using System.Collections.Generic;
using System.Management.Automation;
using AppServices.PSHost.Pester.Assertions;

namespace AppServices.PSHost.Pester.Operators;

/// <summary>-Throw: runs the script block and looks at the error that ends it.</summary>
internal sealed class ThrowOperator() : ShouldOperator("Throw")
{
    private static readonly ScriptBlock Attempt = ScriptBlock.Create("try { do { $null = & $args[0] } while ($false) } catch { $_ }");

    public override IReadOnlyList<(string Name, Type Type)> Parameters =>
    [
        ("ExpectedMessage", typeof(string)), ("ErrorId", typeof(string)), ("ExceptionType", typeof(Type)), ("PassThru", typeof(SwitchParameter)),
    ];

    public override Verdict Judge(Assertion assertion)
    {
        if ((assertion.Actual as PSObject)?.BaseObject is not ScriptBlock code)
            throw new PSArgumentException("Input is missing or not a ScriptBlock. Input to '-Throw' and '-Not -Throw' must be enclosed in curly braces.");

        object? result = Attempt.InvokeReturnAsIs(code);
        ErrorRecord? error = (result is PSObject wrapped ? wrapped.BaseObject : result) as ErrorRecord;
        if (assertion.Negate)
        {
            return error is null
                ? Verdict.Holds
                : new($"Expected no exception to be thrown,{assertion.Because} but an exception \"{error.Exception.Message}\" was thrown {Position(error)}.");
        }

        List<string> filters = [];
        List<string> differences = [];
        CheckType(assertion, error, filters, differences);
        Check("message like", assertion.Text("ExpectedMessage"), "the message was", error?.Exception.Message, filters, differences);
        Check("FullyQualifiedErrorId", assertion.Text("ErrorId"), "the FullyQualifiedErrorId was", error?.FullyQualifiedErrorId, filters, differences);
        if (error is null) differences.Add("no exception was thrown");
        if (differences.Count == 0) return new(null, assertion.Switch("PassThru") ? error : null);

        string with = filters.Count > 0 ? " with " + ValueText.JoinAnd(filters) : string.Empty;
        return new($"Expected an exception{with} to be thrown,{assertion.Because} but {ValueText.JoinAnd(differences)}. {Position(error)}".TrimEnd());
    }

    private static void CheckType(Assertion assertion, ErrorRecord? error, List<string> filters, List<string> differences)
    {
        if (assertion.Parameter("ExceptionType") is not Type type) return;
        filters.Add("type " + ValueText.OfType(type));
        if (error is not null && !type.IsInstanceOfType(error.Exception)) differences.Add("the exception type was " + ValueText.OfType(error.Exception.GetType()));
    }

    private static void Check(string filter, string? pattern, string difference, string? actual, List<string> filters, List<string> differences)
    {
        if (string.IsNullOrWhiteSpace(pattern)) return;
        filters.Add($"{filter} {ValueText.Of(WildcardPattern.Unescape(pattern))}");
        if (actual is not null && !new WildcardPattern(pattern, WildcardOptions.IgnoreCase).IsMatch(actual)) differences.Add($"{difference} {ValueText.Of(actual)}");
    }

    private static string Position(ErrorRecord? error) =>
        error?.InvocationInfo is { ScriptName.Length: > 0 } place ? $"from {place.ScriptName}:{place.ScriptLineNumber} ({place.Line.Trim()})" : string.Empty;
}
