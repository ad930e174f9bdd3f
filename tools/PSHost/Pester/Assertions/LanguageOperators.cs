using System.Collections.Generic;
using System.Management.Automation;

namespace AppServices.PSHost.Pester.Assertions;

/// <summary>PowerShell's operators, evaluated by the engine so that every conversion is the one a script gets.</summary>
internal sealed class LanguageOperators
{
    private readonly Dictionary<string, ScriptBlock> _code = [];

    /// <summary>The truth of <c>LEFT OPERATOR RIGHT</c>, for instance <c>-eq</c>.</summary>
    public bool IsTrue(object? left, string name, object? right)
    {
        if (!_code.TryGetValue(name, out ScriptBlock? code))
        {
            code = ScriptBlock.Create($"$args[0] {name} $args[1]");
            _code.Add(name, code);
        }
        return LanguagePrimitives.IsTrue(code.InvokeReturnAsIs(left, right));
    }
}
