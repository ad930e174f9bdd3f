using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using AppServices.PSHost.Pester.Assertions;
using AppServices.PSHost.Pester.Operators;

namespace AppServices.PSHost.Pester.Should;

/// <summary>Should: compares what comes through the pipeline with what is expected, and ends the test if it differs.</summary>
[Cmdlet(VerbsLifecycle.Assert, "Should")]
public sealed class ShouldCommand : PSCmdlet, IDynamicParameters
{
    private static readonly IReadOnlyDictionary<string, ShouldOperator> Known = OperatorList.All.ToDictionary(operation => operation.Name);

    private readonly List<PSObject?> _input = [];

    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? ActualValue { get; set; }

    public object GetDynamicParameters() => ShouldParameters.For(Known.Values);

    protected override void ProcessRecord() => _input.Add(ActualValue);

    protected override void EndProcessing()
    {
        ShouldOperator operation = Known[ParameterSetName];
        LanguageOperators language = new();
        if (_input.Count == 0) Judge(operation, language, null);
        else if (operation.TakesWholeInput) Judge(operation, language, _input.ToArray());
        else
            foreach (PSObject? value in _input) Judge(operation, language, value);
    }

    private void Judge(ShouldOperator operation, LanguageOperators language, object? actual)
    {
        bool negate = MyInvocation.BoundParameters.TryGetValue("Not", out object? not) && LanguagePrimitives.IsTrue(not);
        Assertion assertion = new(actual, MyInvocation.BoundParameters, negate, language, SessionState);
        Verdict verdict = operation.Judge(assertion);
        if (verdict.FailureMessage is { } message)
            ThrowTerminatingError(new ErrorRecord(new InvalidOperationException(message), "PesterAssertionFailed", ErrorCategory.InvalidResult, actual));
        if (verdict.Output is { } output) WriteObject(output);
    }
}
