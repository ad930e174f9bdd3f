using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;

namespace AppServices.Values;

/// <summary>Makes the arguments of one call from <c>-ArgumentList</c> and the piped object.</summary>
internal static class FunctionArguments
{
    /// <param name="given">What <c>-ArgumentList</c> was given; null for <c>$null</c>, which is one argument too.</param>
    /// <param name="hasInput">Whether there is a piped object.</param>
    /// <param name="input">The piped object.</param>
    public static object?[] Bind(object?[]? given, bool hasInput, object? input)
    {
        given ??= [null];
        if (!hasInput) return given;
        return given.Any(argument => PSValues.Unwrap(argument) is ScriptBlock)
            ? given.Select(argument => PSValues.Unwrap(argument) is ScriptBlock script ? Run(script, input) : argument).ToArray()
            : [input, .. given];
    }

    // As for a delay-bind script block: several results are one array, none is null.
    private static object? Run(ScriptBlock script, object? input)
    {
        Collection<PSObject> results = script.InvokeWithContext(null, new List<PSVariable> { new("_", input) });
        return results.Count switch
        {
            0 => null,
            1 => results[0],
            _ => results.ToArray<object?>(),
        };
    }
}
