using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace AppServices.Completion;

/// <summary>Completes from what is in memory; it never asks a service, never prompts and never fails (cmdlets P6).</summary>
public abstract class MemoryCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = (wordToComplete ?? "").Trim('\'', '"');
        return Candidates(fakeBoundParameters)
            .Where(candidate => candidate.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .GroupBy(candidate => candidate.Text, StringComparer.Ordinal)
            .Select(same => ToResult(same.First()));
    }

    /// <summary>What could be meant, the likeliest first.</summary>
    /// <param name="bound">The parameters given so far, by name.</param>
    private protected abstract IEnumerable<(string Text, string ToolTip)> Candidates(IDictionary bound);

    private static CompletionResult ToResult((string Text, string ToolTip) candidate) =>
        new(Quote(candidate.Text), candidate.Text, CompletionResultType.ParameterValue, candidate.ToolTip);

    private static string Quote(string text) =>
        text.Length > 0 && text[0] != '-' && text.All(character => char.IsLetterOrDigit(character) || character is '-' or '_' or '.')
            ? text
            : $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";
}
