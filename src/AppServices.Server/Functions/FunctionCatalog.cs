using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Rules.Expressions.Conditions;

namespace AppServices.Server.Functions;

/// <summary>The functions of an app by name, parsed.</summary>
internal sealed class FunctionCatalog
{
    private readonly Dictionary<string, CatalogFunction> _functions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CatalogFunction> _aliases = new(StringComparer.Ordinal);
    private readonly List<CatalogFunction> _nameless = [];

    /// <param name="definitions">The functions.</param>
    /// <param name="names">What the app has that <c>can_evaluate</c> may name; null when that is not to be checked.</param>
    /// <exception cref="ArgumentException">Two functions have one name.</exception>
    public FunctionCatalog(IEnumerable<FunctionDefinition> definitions, KnownNames? names = null)
    {
        foreach (FunctionDefinition definition in definitions) _functions.Add(definition.Name, Parse(definition, names));
        foreach (CatalogFunction function in _functions.Values)
            if (function.Definition.Alias is { } alias) _aliases.TryAdd(alias, function);
    }

    /// <summary>The functions.</summary>
    public IReadOnlyCollection<CatalogFunction> All => _functions.Values;

    /// <summary>The functions, and the scripts of other parts of the app, which have no names to be called by.</summary>
    public IEnumerable<CatalogFunction> AllScripts => _functions.Values.Concat(_nameless);

    /// <summary>Why functions cannot run, each with its place below the app's folder.</summary>
    public IEnumerable<string> Problems => _functions.Values.Select(function => function.Problem).OfType<string>().Distinct();

    /// <summary>Parses a script of another part of the app, such as that of a webhook, and keeps it without a name.</summary>
    /// <param name="definition">The script.</param>
    /// <param name="app">The app, which is told why the script cannot run.</param>
    public static CatalogFunction AddScript(FunctionDefinition definition, AppReading app)
    {
        CatalogFunction function = Parse(definition, app.Get<KnownNames>());
        if (function.Problem is { } problem) app.Warnings.Errors.Add(Path.Combine(app.Files.Root, problem));
        app.Get<FunctionCatalog>()._nameless.Add(function);
        return function;
    }

    /// <summary>Notes why a function cannot run, which only shows where it would.</summary>
    /// <param name="name">Its full name.</param>
    /// <param name="problem">Why, with its place below the app's folder.</param>
    public void Close(string name, string problem)
    {
        CatalogFunction closed = _functions[name] = _functions[name] with { Script = null, RunAs = null, Problem = problem };
        if (closed.Definition.Alias is { } alias && _aliases.ContainsKey(alias)) _aliases[alias] = closed;
    }

    /// <summary>Finds a function by its full name, or by the one that the manifest has of it.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out CatalogFunction? function) =>
        _functions.TryGetValue(name, out function) || _aliases.TryGetValue(name, out function);

    /// <summary>The name of the function with an id of an old export; null where none has it.</summary>
    public string? NameOf(string id) => _functions.Values.FirstOrDefault(function => function.Definition.Id == id)?.Definition.Name;

    private static CatalogFunction Parse(FunctionDefinition definition, KnownNames? names)
    {
        var problems = new ExpressionProblems();
        Condition canEvaluate = definition.CanEvaluate is { } expression
            ? new ConditionParser(ExpressionPlace.Caller, names, problems).Parse(expression)
            : Condition.True;
        if (definition.Problem is not null) return new CatalogFunction(definition, null, null, definition.Problem, canEvaluate, problems);
        try
        {
            var script = FunctionScript.Parse(definition.Source, definition.Place);
            FunctionScript? runAs = definition.RunAsUserIdScript is { Length: > 0 } source
                ? FunctionScript.Parse(source, $"{definition.Place}#run_as_user_id_script_source")
                : null;
            return new CatalogFunction(definition, script, runAs, null, canEvaluate, problems);
        }
        catch (FunctionSyntaxException error)
        {
            return new CatalogFunction(definition, null, null, error.Message, canEvaluate, problems);
        }
    }
}
