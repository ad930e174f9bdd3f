using System;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using AppServices.State;

namespace AppServices.Users;

/// <summary>
/// How the running script spells a method. The engine shares what binds a call among all spellings in the process that differ by case
/// only, and keeps the first that it met: <c>binder.Name</c> may be <c>Sum</c> where the script says <c>sum</c> (cmdlets A7). The
/// script itself still has the right one, at the place that the engine keeps for errors and debuggers.
/// </summary>
internal static class CallSite
{
    /// <summary>The name as the script has it; null when that cannot be told.</summary>
    /// <param name="name">The name in whichever case.</param>
    public static string? Spell(string name)
    {
        Debugger? debugger = Runspace.DefaultRunspace?.Debugger;
        // What is typed at a breakpoint has no place of its own.
        if (debugger?.InBreakpoint == true) return null;
        if (debugger?.GetCallStack()?.FirstOrDefault()?.Position is not { } position) return name;      // no script: a program has called
        if (position.StartScriptPosition.GetFullScript() is not { } text) return null;
        ScriptBlockAst script = ModuleState.ParsedScripts.GetValue(text, static source => Parser.ParseInput(source, out _, out _));
        // The place may be a part of the statement that has run already; in a default value it is the caller's.
        for (Ast? place = StatementAt(script, position); place is not null; place = place.Parent)
        {
            string[] found = Spellings(place, name);
            if (found.Length > 0) return found is [var only] ? only : null;
        }
        return null;
    }

    private static Ast StatementAt(ScriptBlockAst script, IScriptExtent position)
    {
        Ast place = script.FindAll(
            ast => ast.Extent.StartOffset <= position.StartOffset && ast.Extent.EndOffset >= position.EndOffset, searchNestedScriptBlocks: true).LastOrDefault() ?? script;
        while (place.Parent is not null && !(place is StatementAst && IsBlock(place.Parent))) place = place.Parent;
        return place;
    }

    // What holds statements of its own, other than the expressions that are a part of a statement.
    private static bool IsBlock(Ast ast) => ast is NamedBlockAst or IfStatementAst or LabeledStatementAst
        or StatementBlockAst { Parent: not (SubExpressionAst or ArrayExpressionAst) };

    private static string[] Spellings(Ast place, string name) =>
    [
        .. place.FindAll(static part => part is InvokeMemberExpressionAst, searchNestedScriptBlocks: place is not StatementAst)
            .Select(static part => (((InvokeMemberExpressionAst)part).Member as StringConstantExpressionAst)?.Value)
            .OfType<string>()
            .Where(text => text.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Distinct(StringComparer.Ordinal),
    ];
}
