using System.Collections.Generic;
using AppServices.Mql.Expressions;
using MongoDB.Bson;

namespace AppServices.Mql.Queries;

/// <summary>A parsed query. It holds no state, so any number of threads can use it.</summary>
internal abstract class Predicate
{
    /// <summary>Whether a document matches.</summary>
    public abstract bool Matches(BsonDocument document);

    /// <summary>Adds the names of the fields of a document that decide whether it matches.</summary>
    /// <returns>False where that may be any field.</returns>
    public virtual bool TryAddFields(ISet<string> names) => false;

    /// <summary>The same query where variables, and the time, are those of a scope; itself if it has no expression in it.</summary>
    public virtual Predicate Bind(EvaluationScope scope) => this;

    /// <summary>Adds those of several queries.</summary>
    protected static bool TryAddAll(IReadOnlyList<Predicate> parts, ISet<string> names)
    {
        foreach (Predicate part in parts)
            if (!part.TryAddFields(names)) return false;
        return true;
    }

    /// <summary>Several queries bound.</summary>
    /// <returns>Null where none of them has an expression in it.</returns>
    protected static Predicate[]? BindAll(IReadOnlyList<Predicate> parts, EvaluationScope scope)
    {
        Predicate[]? bound = null;
        for (int i = 0; i < parts.Count; i++)
        {
            Predicate part = parts[i].Bind(scope);
            if (part == parts[i]) continue;
            bound ??= [.. parts];
            bound[i] = part;
        }
        return bound;
    }
}
