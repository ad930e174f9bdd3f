using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Rules.Expressions.Conditions;

namespace AppServices.Server.Functions;

/// <summary>The functions of an app by name, parsed.</summary>
internal sealed class FunctionCatalog
{
    private readonly Dictionary<string, CatalogFunction> _functions = new(StringComparer.Ordinal);

    /// <exception cref="FunctionSyntaxException">A source is not JavaScript.</exception>
    /// <exception cref="ArgumentException">Two functions have one name.</exception>
    public FunctionCatalog(IEnumerable<FunctionDefinition> definitions)
    {
        foreach (FunctionDefinition definition in definitions)
        {
            FunctionScript script = FunctionScript.Parse(definition.Source, definition.File);
            FunctionScript? runAs = definition.RunAsUserIdScript is { Length: > 0 } source
                ? FunctionScript.Parse(source, $"{definition.File}#run_as_user_id_script_source")
                : null;
            var problems = new ExpressionProblems();
            Condition canEvaluate = definition.CanEvaluate is { } expression
                ? new ConditionParser(ExpressionPlace.Caller, names: null, problems).Parse(expression)
                : Condition.True;
            if (!_functions.TryAdd(definition.Name, new CatalogFunction(definition, script, runAs, canEvaluate, problems)))
                throw new ArgumentException($"{definition.File}: there are two functions named '{definition.Name}'", nameof(definitions));
        }
    }

    /// <summary>Finds a function by its full name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out CatalogFunction? function) => _functions.TryGetValue(name, out function);
}
