using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation.Runspaces;
using System.Text;
using System.Text.RegularExpressions;

namespace AppServices.PSHost.Session;

/// <summary>A statement that calls a script file. As a statement it sets <c>$?</c>, which tells an <c>exit N</c> of the file from its end.</summary>
/// <param name="Text">The statement; it has names of parameters in it but no value.</param>
/// <param name="Arguments">The values, in the order of its <c>$args</c>.</param>
internal sealed partial record ScriptCall(string Text, IReadOnlyList<CommandParameter> Arguments)
{
    public static ScriptCall To(string path, IReadOnlyList<CommandParameter> arguments)
    {
        StringBuilder text = new("& $args[0]");
        List<CommandParameter> values = [new(null, path)];
        foreach (CommandParameter argument in arguments)
        {
            if (argument.Name is null) AppendValue(text.Append(' '), values, argument.Value);
            else if (!ParameterName().IsMatch(argument.Name)) AppendValue(text.Append(' '), values, argument.Name);
            else if (argument.Value is null) text.Append(' ').Append(argument.Name);
            else AppendValue(text.Append(' ').Append(argument.Name).Append(':'), values, argument.Value);
        }
        return new ScriptCall(text.ToString(), values);
    }

    private static void AppendValue(StringBuilder text, List<CommandParameter> values, object? value)
    {
        text.Append(CultureInfo.InvariantCulture, $"$args[{values.Count}]");
        values.Add(new CommandParameter(null, value));
    }

    // What else begins with a dash, such as -1, is a value in the language too.
    [GeneratedRegex(@"^-[\p{L}_][\p{L}\p{Nd}_-]*$")]
    private static partial Regex ParameterName();
}
