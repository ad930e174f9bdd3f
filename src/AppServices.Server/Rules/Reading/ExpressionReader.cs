using System.Collections.Generic;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Rules.Expressions.Conditions;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Reading;

/// <summary>Reads expressions of configuration files, and says of each what is wrong with it.</summary>
internal sealed class ExpressionReader(KnownNames names, Warnings warnings)
{
    public KnownNames Names => names;

    /// <summary>An expression; null when it is missing.</summary>
    /// <param name="field">Where it is.</param>
    /// <param name="place">What it is for.</param>
    /// <param name="asked">
    /// What is asked before it about the caller, see <see cref="NullEquality"/>; null where nobody gets documents by it.
    /// </param>
    public Condition? Read(ConfigFile? field, ExpressionPlace place, IReadOnlySet<string>? asked = null)
    {
        if (field is null) return null;
        BsonValue expression = EjsonValue.Read(field);
        var problems = new ExpressionProblems();
        Condition condition = new ConditionParser(place, names, problems).Parse(expression);
        if (asked is not null) problems.Warnings.AddRange(NullEquality.Warnings(expression, asked));
        Tell(field, problems);
        if (condition == Condition.False && expression is not BsonBoolean) AddError(field, "the expression is never true");
        return condition;
    }

    /// <summary>Says what is wrong.</summary>
    public void Tell(ConfigFile field, ExpressionProblems problems)
    {
        foreach (string error in problems.Errors) AddError(field, error);
        foreach (string warning in problems.Warnings) warnings.Add(field, warning);
    }

    /// <summary>Says which fields of an object have no meaning.</summary>
    public void CheckFields(ConfigFile value, params string[] known)
    {
        foreach ((string name, ConfigFile field) in value.Fields())
            if (!known.Contains(name)) AddError(field, $"'{name}' is unknown; {string.Join(", ", known)} are possible");
    }

    public void AddError(ConfigFile field, string message) => warnings.Errors.Add(field.Wrong(message).Message);
}
