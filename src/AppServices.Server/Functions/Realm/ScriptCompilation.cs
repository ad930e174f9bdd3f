using System;
using System.Linq;
using AppServices.Server.Functions.Reading;
using AppServices.Server.Functions.Running;
using Jint;
using Jint.Native;
using Jint.Runtime;

namespace AppServices.Server.Functions.Realm;

/// <summary>
/// What scripts compile at run time. The engine parses a text in one go, so it must not be long; <c>eval(text)</c> and <c>Function</c>
/// ask here beforehand, and what does not ask is not offered: other ways to call <c>eval</c>, the classes of async functions and
/// generators.
/// </summary>
internal sealed class ScriptCompilation(CallBudget budget) : Host
{
    private const int MaxLength = 1_000_000;
    private const string BodyStart = "(function(){", BodyEnd = "\n})";
    private const string ParametersStart = "(function(", ParametersEnd = "\n){})";
    private const string MethodStart = "({m(){", MethodEnd = "\n}})";

    private bool _isAdmitted;

    /// <summary>Lets the next text be compiled, and gives it back with the questions of <see cref="SourceBounds"/>.</summary>
    /// <exception cref="JavaScriptException">It is too long.</exception>
    public string Admit(string text)
    {
        budget.Check();
        if (text.Length > MaxLength) throw new JavaScriptException(Engine.Intrinsics.Error, "the text is too long to be compiled");
        _isAdmitted = true;
        // What means nothing alone may do so where it is compiled, as new.target does in a method.
        return TryApply(text) ?? Within(MethodStart, text, MethodEnd) ?? (text.Contains('#', StringComparison.Ordinal)
            ? throw new JavaScriptException(Engine.Intrinsics.Error, "a text to compile may not name private members of classes around it")
            : text);
    }

    /// <summary>The same for the arguments of <c>Function</c>, the last of which is a body.</summary>
    public JsValue[] AdmitFunction(JsValue[] arguments)
    {
        string[] texts = [.. arguments.Select(argument => TypeConverter.ToString(argument))];
        if (texts.Length == 0) texts = [""];
        string parameters = AdmitWithin(ParametersStart, string.Join(',', texts[..^1]), ParametersEnd);
        return [new JsString(parameters), new JsString(AdmitWithin(BodyStart, texts[^1], BodyEnd))];
    }

    private string AdmitWithin(string start, string text, string end) => Admit(start + text + end)[start.Length..^end.Length];

    private static string? Within(string start, string text, string end) => TryApply(start + text + end)?[start.Length..^end.Length];

    // Null where it is no script; the engine says what is wrong.
    private static string? TryApply(string text)
    {
        try
        {
            return SourceBounds.Apply(text, Engine.PrepareScript(text).Program!, isInner: true);
        }
        catch (ScriptPreparationException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override void EnsureCanCompileStrings(Jint.Runtime.Realm callerRealm, Jint.Runtime.Realm evalRealm)
    {
        if (!_isAdmitted)
            throw new JavaScriptException(Engine.Intrinsics.Error, "texts can be compiled with eval(text) and Function(text) only");
        _isAdmitted = false;
    }
}
