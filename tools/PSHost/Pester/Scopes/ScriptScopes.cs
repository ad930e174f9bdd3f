using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;
using AppServices.PSHost.Pester.Model;

namespace AppServices.PSHost.Pester.Scopes;

/// <summary>
/// Runs script blocks of test files in nested scopes, so that what BeforeAll sets is seen by the tests below it and what a test
/// sets is gone after it. Every block runs inside a try, because only there do all errors of its statements end it.
/// </summary>
internal sealed class ScriptScopes(EngineAccess engine)
{
    private static readonly ScriptBlock Scope = ScriptBlock.Create("$args[0].Invoke()");
    private static readonly ScriptBlock Child = ScriptBlock.Create("try { & $args[0] 2>&1 } catch { throw }");

    /// <summary>Calls <paramref name="body"/> with a new scope as the current one.</summary>
    public void InNewScope(Action body) => engine.Invoke(useNewScope: true, Scope, body);

    /// <summary>Sets the variables of an element of -ForEach in the current scope.</summary>
    public void SetVariables(TestData? data)
    {
        if (data is null) return;
        foreach ((string name, object? value) in data.Variables) engine.SetVariable(name, value);
    }

    /// <summary>Runs code in the current scope. Its declared parameters get the values of the same names.</summary>
    /// <returns>What made it fail, or null.</returns>
    public Failure? RunHere(ScriptBlock code, TestData? data = null) => Run(useNewScope: false, DotSource(code, data), code, data?.Variables);

    /// <summary>Runs code in a scope of its own.</summary>
    /// <returns>What made it fail, or null.</returns>
    public Failure? RunInside(ScriptBlock code) => Run(useNewScope: true, Child, code, null);

    /// <summary>Evaluates an expandable text, such as <c>adds $($_)</c>, below the current scope.</summary>
    public Failure? Expand(string text, out string result)
    {
        Collection<PSObject> values = [];
        Failure? failure = Catch(() => values = engine.Invoke(useNewScope: true, ScriptBlock.Create(text)));
        result = values.Count > 0 ? values[0]?.ToString() ?? string.Empty : string.Empty;
        return failure;
    }

    private Failure? Run(bool useNewScope, ScriptBlock driver, ScriptBlock code, IReadOnlyDictionary<string, object?>? variables) => Catch(() =>
    {
        foreach (PSObject output in engine.Invoke(useNewScope, driver, code, variables))
            if (output?.BaseObject is ErrorRecord error) engine.ShowError(error);
    });

    private static Failure? Catch(Action body)
    {
        try
        {
            body();
            return null;
        }
        catch (PipelineStoppedException)
        {
            throw;
        }
        catch (RuntimeException e)
        {
            return Failure.From(e.ErrorRecord);
        }
        catch (FlowControlException e)
        {
            string statement = e is ExitException ? "exit" : "break or continue";
            return new Failure($"The code ended with '{statement}', which would end the test run early.", Location: null, e.GetType().Name);
        }
    }

    // A variable for splatting would be visible to the tests, so the parameters are named in the text instead.
    private static ScriptBlock DotSource(ScriptBlock code, TestData? data)
    {
        StringBuilder arguments = new();
        if (data is not null && code.Ast is ScriptBlockAst { ParamBlock: { } declared })
        {
            foreach (ParameterAst parameter in declared.Parameters)
            {
                string name = parameter.Name.VariablePath.UserPath;
                if (data.Variables.ContainsKey(name)) arguments.Append($" -{name} $args[1]['{name}']");
            }
        }
        return ScriptBlock.Create($"try {{ . $args[0]{arguments} 2>&1 }} catch {{ throw }}");
    }
}
