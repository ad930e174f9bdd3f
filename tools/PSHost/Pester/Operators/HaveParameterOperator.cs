using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using AppServices.PSHost.Pester.Assertions;

namespace AppServices.PSHost.Pester.Operators;

/// <summary>-HaveParameter: a command has a parameter with the given traits.</summary>
internal sealed class HaveParameterOperator() : ShouldOperator("HaveParameter")
{
    public override IReadOnlyList<(string Name, Type Type)> Parameters =>
    [
        ("ParameterName", typeof(string)), ("Type", typeof(object)), ("Mandatory", typeof(SwitchParameter)),
        ("InParameterSet", typeof(string)), ("HasArgumentCompleter", typeof(SwitchParameter)), ("Alias", typeof(string[])),
    ];

    public override Verdict Judge(Assertion assertion)
    {
        if ((assertion.Actual as PSObject)?.BaseObject is not CommandInfo command)
            throw new PSArgumentException("-HaveParameter needs a command as input, such as (Get-Command Get-Help).");
        string name = assertion.Text("ParameterName") ?? throw new PSArgumentException("-HaveParameter needs the name of a parameter.");

        List<string> wanted = [];
        List<string> missing = [];
        if (command.Parameters.TryGetValue(name, out ParameterMetadata? parameter)) CheckTraits(assertion, parameter, wanted, missing);
        else missing.Add("the parameter is missing");

        string traits = wanted.Count > 0 ? ", " + ValueText.JoinAnd(wanted) : string.Empty;
        return Verdict.From(missing.Count == 0, assertion.Negate,
            $"Expected command {command.Name} to have a parameter {name}{traits},{assertion.Because} but {ValueText.JoinAnd(missing)}.",
            $"Expected command {command.Name} to not have a parameter {name}{traits},{assertion.Because} but it has.");
    }

    private static void CheckTraits(Assertion assertion, ParameterMetadata parameter, List<string> wanted, List<string> missing)
    {
        List<ParameterAttribute> attributes = [.. parameter.Attributes.OfType<ParameterAttribute>()];
        if (assertion.Text("InParameterSet") is { } set)
        {
            attributes = [.. attributes.Where(attribute => attribute.ParameterSetName.Equals(set, StringComparison.OrdinalIgnoreCase))];
            Require(attributes.Count > 0, $"in parameter set {set}", "the parameter is missing there", wanted, missing);
        }
        if (assertion.Switch("Mandatory")) Require(attributes.Exists(attribute => attribute.Mandatory), "which is mandatory", "it wasn't mandatory", wanted, missing);
        if (assertion.Parameter("Type") is { } type)
        {
            Type expected = TypeArgument.Parse(type);
            Require(parameter.ParameterType == expected, "of type " + ValueText.OfType(expected), "it was of type " + ValueText.OfType(parameter.ParameterType), wanted, missing);
        }
        if (assertion.Switch("HasArgumentCompleter"))
            Require(parameter.Attributes.Any(attribute => attribute is ArgumentCompleterAttribute), "has ArgumentCompletion", "has no ArgumentCompletion", wanted, missing);
        foreach (string alias in assertion.Parameter("Alias") as string[] ?? [])
            Require(parameter.Aliases.Contains(alias, StringComparer.OrdinalIgnoreCase), $"with alias '{alias}'", $"it didn't have an alias '{alias}'", wanted, missing);
    }

    private static void Require(bool holds, string trait, string difference, List<string> wanted, List<string> missing)
    {
        wanted.Add(trait);
        if (!holds) missing.Add(difference);
    }
}
