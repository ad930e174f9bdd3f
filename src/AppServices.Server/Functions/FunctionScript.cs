using System;
using System.Collections.Generic;
using System.Text;
using Acornima;
using Acornima.Ast;
using AppServices.Server.Functions.Reading;
using Jint;

namespace AppServices.Server.Functions;

/// <summary>
/// A function's source, parsed once for all calls. The file is a sloppy-mode script that assigns <c>exports</c>
/// (app-folder 4.1). It runs inside two functions: the inner keeps the names of one file from those of another in the
/// same realm, the outer gives each run its own <c>context</c> and <c>console</c> under names the file may still redeclare.
/// </summary>
internal sealed class FunctionScript
{
    private FunctionScript(
        string file, string text, Prepared<Script> prepared, IReadOnlyList<SourceMention> mentions, bool usesContext, bool usesConsole)
    {
        File = file;
        Text = text;
        Prepared = prepared;
        Mentions = mentions;
        UsesContext = usesContext;
        UsesConsole = usesConsole;
    }

    /// <summary>Its file, for messages.</summary>
    public string File { get; }

    /// <summary>The source as a script: imports have become calls of <c>require</c>.</summary>
    public string Text { get; }

    /// <summary>
    /// The wrapped source: an expression whose value is a function of <c>(context, console)</c> that returns <c>exports</c>.
    /// </summary>
    public Prepared<Script> Prepared { get; }

    /// <summary>What the source names as a text.</summary>
    public IReadOnlyList<SourceMention> Mentions { get; }

    /// <summary>Whether the source mentions <c>context</c>.</summary>
    public bool UsesContext { get; }

    /// <summary>Whether the source mentions <c>console</c>.</summary>
    public bool UsesConsole { get; }

    /// <summary>Parses a source.</summary>
    /// <param name="source">The JavaScript text.</param>
    /// <param name="file">Its file, for messages.</param>
    /// <exception cref="FunctionSyntaxException">It is not JavaScript, or has no <c>exports</c>.</exception>
    public static FunctionScript Parse(string source, string file)
    {
        string text = source.TrimStart('\uFEFF');
        text = ModuleSyntax.ToScript(text) ?? text;
        try
        {
            // Alone first, so that a brace too many is found where it is and cannot close the wrapper.
            Script alone = Engine.PrepareScript(text, file).Program!;
            if (!NamesExports(alone))
                throw new FunctionSyntaxException(
                    file, 1, 1, "The file assigns nothing to exports: 'exports = function (...) { ... };' makes it a function.");
            bool usesContext = text.Contains("context", StringComparison.Ordinal);
            bool usesConsole = text.Contains("console", StringComparison.Ordinal);
            return new FunctionScript(
                file, text, Engine.PrepareScript(Wrap(SourceBounds.Apply(text, alone), usesContext, usesConsole), file),
                SourceMention.Of(alone), usesContext, usesConsole);
        }
        catch (ScriptPreparationException error)
        {
            throw error.InnerException is ParseErrorException parse
                ? new FunctionSyntaxException(file, parse.LineNumber, parse.Column + 1, parse.Description ?? parse.Message, error)
                : new FunctionSyntaxException(file, 1, 1, error.Message, error);
        }
        catch (InsufficientExecutionStackException error)
        {
            throw new FunctionSyntaxException(file, 1, 1, "The source is nested too deep.", error);
        }
    }

    // Where eval is, nobody knows what it assigns.
    private static bool NamesExports(Script script)
    {
        var pending = new Stack<Node>([script]);
        while (pending.TryPop(out Node? node))
        {
            if (node is Identifier { Name: "exports" or "eval" }) return true;
            // In 'module.exports' it is the name of a member, which nothing reads.
            if (node is MemberExpression { Computed: false } member) pending.Push(member.Object);
            else foreach (Node child in node.ChildNodes) pending.Push(child);
        }
        return false;
    }

    private static string Wrap(string source, bool usesContext, bool usesConsole)
    {
        var text = new StringBuilder("(function(", source.Length + 100);
        if (usesContext) text.Append("context");
        if (usesContext && usesConsole) text.Append(',');
        if (usesConsole) text.Append("console");
        return text.Append("){return (function(exports){").Append(source).Append("\nreturn exports;})()})").ToString();
    }
}
