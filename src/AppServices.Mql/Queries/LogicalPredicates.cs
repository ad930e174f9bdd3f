using System.Collections.Generic;
using AppServices.Mql.Expressions;
using MongoDB.Bson;

namespace AppServices.Mql.Queries;

/// <summary>All of several; none at all matches everything.</summary>
internal sealed class AndPredicate(IReadOnlyList<Predicate> parts) : Predicate
{
    public static AndPredicate Everything { get; } = new([]);

    public IReadOnlyList<Predicate> Parts { get; } = parts;

    public override Predicate Bind(EvaluationScope scope) => BindAll(Parts, scope) is { } bound ? new AndPredicate(bound) : this;

    public override bool TryAddFields(ISet<string> names) => TryAddAll(Parts, names);

    public override bool Matches(BsonDocument document)
    {
        foreach (Predicate part in Parts)
            if (!part.Matches(document)) return false;
        return true;
    }
}

/// <summary>Any of several; none at all matches nothing.</summary>
internal sealed class OrPredicate(IReadOnlyList<Predicate> parts) : Predicate
{
    public static OrPredicate Nothing { get; } = new([]);

    public IReadOnlyList<Predicate> Parts { get; } = parts;

    public override Predicate Bind(EvaluationScope scope) => BindAll(Parts, scope) is { } bound ? new OrPredicate(bound) : this;

    public override bool TryAddFields(ISet<string> names) => TryAddAll(Parts, names);

    public override bool Matches(BsonDocument document)
    {
        foreach (Predicate part in Parts)
            if (part.Matches(document)) return true;
        return false;
    }
}

/// <summary>What does not match another query.</summary>
internal sealed class NotPredicate(Predicate part) : Predicate
{
    public override Predicate Bind(EvaluationScope scope) =>
        part.Bind(scope) is var bound && bound != part ? new NotPredicate(bound) : this;

    public override bool TryAddFields(ISet<string> names) => part.TryAddFields(names);

    public override bool Matches(BsonDocument document) => !part.Matches(document);
}
