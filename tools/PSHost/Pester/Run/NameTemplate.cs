using System.Text.RegularExpressions;
using AppServices.PSHost.Pester.Model;
using AppServices.PSHost.Pester.Scopes;

namespace AppServices.PSHost.Pester.Run;

/// <summary>Replaces <c>&lt;name&gt;</c>, <c>&lt;_&gt;</c> and <c>&lt;a.b&gt;</c> in names by the values of these expressions.</summary>
internal static partial class NameTemplate
{
    /// <summary>Sets the name shown for an item from the variables of the current scope.</summary>
    /// <returns>What made an expression fail, or null.</returns>
    public static Failure? Expand(TestItem item, ScriptScopes scopes)
    {
        if (!item.Name.Contains('<', System.StringComparison.Ordinal)) return null;
        string literal = item.Name.Replace("$", "`$", System.StringComparison.Ordinal).Replace("\"", "`\"", System.StringComparison.Ordinal);
        string text = Placeholder().Replace(literal, "$$($$${expression})");
        Failure? failure = scopes.Expand('"' + text + '"', out string name);
        if (failure is null) item.DisplayName = name;
        return failure;
    }

    // A backtick before the bracket keeps it as it is.
    [GeneratedRegex("(?<!`)<(?<expression>[^>`]+)>")]
    private static partial Regex Placeholder();
}
