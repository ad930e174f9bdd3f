using System;
using System.Collections.Generic;
using System.Management.Automation.Runspaces;

namespace AppServices.PSHost.CommandLine;

/// <summary>Turns the words after <c>-File x.ps1</c> into parameters the engine binds, as <c>pwsh -File</c> does.</summary>
internal static class ScriptArguments
{
    public static IReadOnlyList<CommandParameter> Parse(ReadOnlySpan<string> words)
    {
        List<CommandParameter> parameters = [];
        string? pending = null;
        foreach (string word in words)
        {
            if (pending is not null)
            {
                parameters.Add(new CommandParameter(pending, word));
                pending = null;
            }
            else if (word.Length > 1 && word[0] == '-')
            {
                int colon = word.IndexOf(':');
                if (colon < 0) parameters.Add(new CommandParameter(word));
                else if (colon == word.Length - 1) pending = word[..colon];
                else parameters.Add(new CommandParameter(word[..colon], SwitchValue(word[(colon + 1)..])));
            }
            else
            {
                parameters.Add(new CommandParameter(null, word));
            }
        }
        if (pending is not null) throw new UsageException($"The script parameter '{pending}:' needs a value after the colon.");
        return parameters;
    }

    // A shell passes only text, so "-Switch:$false" would otherwise bind the string "$false", which is true.
    private static object SwitchValue(string text) =>
        bool.TryParse(text.StartsWith('$') ? text[1..] : text, out bool value) ? value : text;
}
