using System.Collections.Generic;
using System.Linq;
using AppServices.Mql.Projections;
using AppServices.Mql.Queries;
using AppServices.Mql.Values;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Rules;

/// <summary>What rules allow, read off the reference as it stands there, for one user and one document after the other (app-folder 6.3 to 6.6).</summary>
internal sealed class ReferenceRules(IReadOnlyList<BsonDocument> roles, IReadOnlyList<BsonDocument> filters, BsonDocument user)
{
    private readonly ReferenceExpressions _expressions = new(user);

    /// <summary>What the user sees of a document; null for nothing.</summary>
    public BsonDocument? See(BsonDocument document)
    {
        foreach (BsonDocument filter in Filters)
            if (!QueryParser.Parse(QueryOf(filter), TestContext.Current.CancellationToken).Matches(document)) return null;
        BsonDocument? seen = RoleOf(document, null) is { } role ? See(role, document) : null;
        foreach (BsonDocument filter in Filters)
            if (seen is not null && filter["projection"].AsBsonDocument.ElementCount > 0) seen = Projection.Parse(filter["projection"].AsBsonDocument, null, TestContext.Current.CancellationToken).Apply(seen);
        return seen is { ElementCount: > 0 } ? seen : null;
    }

    public bool AllowsInsert(BsonDocument document)
    {
        var facts = new Facts(document, null);
        return RoleOf(document, null) is { } role && PassesGate(role, facts) && Is(role, "insert", facts, missing: true) && MayWriteAll(role, null, document, facts);
    }

    public bool AllowsUpdate(BsonDocument before, BsonDocument after)
    {
        var facts = new Facts(after, before);
        return new[] { RoleOf(before, null), RoleOf(after, before) }.All(role => role is not null
            && PassesGate(role, new Facts(before, before)) && PassesGate(role, facts) && MayWriteAll(role, before, after, facts));
    }

    public bool AllowsDelete(BsonDocument document)
    {
        var facts = new Facts(document, document);
        if (RoleOf(document, null) is not { } role || !PassesGate(role, facts)) return false;
        return role.Contains("delete") ? Is(role, "delete", facts) : MayWriteAll(role, document, null, facts);
    }

    /// <summary>Whether an update names something that the user could not see if it were there.</summary>
    public bool NamesHidden(BsonDocument document, IEnumerable<string[]> paths) => paths.Any(path => Hides(RoleOf(document, null)!, document, path)
        || !Filters.All(filter => Keeps(filter["projection"].AsBsonDocument, path[0])));

    private IEnumerable<BsonDocument> Filters => filters.Where(filter => _expressions.IsTrue(filter["apply_when"], new Facts(null, null)));

    private static bool Keeps(BsonDocument projection, string field) => field == "_id"
        || (projection.Any(shown => shown.Value == 1) ? projection.Contains(field) : !projection.Names.Any(name => name.Split('.')[0] == field));

    private BsonDocument QueryOf(BsonDocument filter) =>
        new(filter["query"].AsBsonDocument.Select(part => new BsonElement(part.Name, part.Value == "%%user.id" ? user["id"] : part.Value)));

    private BsonDocument? RoleOf(BsonDocument document, BsonDocument? previous) =>
        roles.FirstOrDefault(role => Is(role, "apply_when", new Facts(document, previous), missing: true));

    private BsonDocument? See(BsonDocument role, BsonDocument document)
    {
        Facts read = new(document, null), write = new(document, document);
        if (role.TryGetValue("document_filters", out BsonValue gate) && gate.AsBsonDocument is var filter
            && filter.Contains("read") && !Is(filter, "read", read) && !Is(filter, "write", write)) return null;
        if (Is(role, "read", read) || Is(role.Writable(), "write", write)) return document;
        if (role.Contains("read")) return null;
        return new BsonDocument(document.Select(field => (field.Name, Value: SeeField(role.EntryOf(field.Name), field.Value, document)))
            .Where(field => field.Value is not null).Select(field => new BsonElement(field.Name, field.Value)));
    }

    private BsonValue? SeeField(BsonDocument? entry, BsonValue value, BsonDocument document)
    {
        if (entry is null) return null;
        if (SeesField(entry, value, document)) return value;
        if (entry.Contains("read") || !entry.TryGetValue("fields", out BsonValue inner)) return null;
        if (value is BsonDocument one) return Within(one) is { ElementCount: > 0 } seen ? seen : null;
        if (value is not BsonArray array) return null;
        var items = new BsonArray(array.OfType<BsonDocument>().Select(Within));
        return items.Any(item => item.AsBsonDocument.ElementCount > 0) ? items : null;

        BsonDocument Within(BsonDocument part) => new(part
            .Select(field => (field.Name, Value: SeeField(inner.AsBsonDocument.GetValue(field.Name, null) as BsonDocument, field.Value, document)))
            .Where(field => field.Value is not null).Select(field => new BsonElement(field.Name, field.Value)));
    }

    private bool SeesField(BsonDocument entry, BsonValue? value, BsonDocument document) =>
        Is(entry, "read", new Facts(document, null, value)) || Is(entry, "write", new Facts(document, document, value, value));

    private bool Hides(BsonDocument role, BsonDocument document, string[] path)
    {
        if (Is(role, "read", new Facts(document, null)) || Is(role.Writable(), "write", new Facts(document, document))) return false;
        if (role.Contains("read")) return true;
        return HidesField(role.EntryOf(path[0]), document.GetValue(path[0], null), path[1..], document);
    }

    private bool HidesField(BsonDocument? entry, BsonValue? value, string[] rest, BsonDocument document)
    {
        if (entry is null) return true;
        if (SeesField(entry, value, document)) return false;
        if (entry.Contains("read") || !entry.TryGetValue("fields", out BsonValue inner)) return true;
        if (rest.Length == 0 || (value is BsonArray && rest.Length == 1)) return value is not null && !value.Equals(SeeField(entry, value, document));
        return value switch
        {
            null or BsonDocument => HidesPart(value as BsonDocument, rest),
            BsonArray items when rest[0] == "$[]" => items.Any(HidesItem),
            BsonArray items when int.TryParse(rest[0], out int place) => place >= items.Count ? HidesPart(null, rest[1..]) : HidesItem(items[place]),
            _ => true,
        };

        bool HidesItem(BsonValue item) => item is not BsonDocument part || HidesPart(part, rest[1..]);

        bool HidesPart(BsonDocument? part, string[] path) =>
            HidesField(inner.AsBsonDocument.GetValue(path[0], null) as BsonDocument, part?.GetValue(path[0], null), path[1..], document);
    }

    private bool PassesGate(BsonDocument role, Facts facts) =>
        role.GetValue("document_filters", null) is not BsonDocument gate || Is(gate, "write", facts, missing: true);

    private bool MayWriteAll(BsonDocument role, BsonDocument? before, BsonDocument? after, Facts facts)
    {
        if (role.Writable().Contains("write")) return Is(role, "write", facts);
        if (before is null || after is null)
        {
            if (!(role.GetValue("fields", null) is BsonDocument fields && fields.Contains("_id"))) (before, after) = (WithoutId(before), WithoutId(after));
            if (!Names(before, after).Any()) return role.GetValue("additional_fields", null) is BsonDocument others && Is(others, "write", facts);
        }
        return Names(before, after).All(name => Same(before, after, name) || MayWrite(role.EntryOf(name), Get(before, name), Get(after, name), facts));
    }

    private bool MayWrite(BsonDocument? entry, BsonValue? before, BsonValue? after, Facts facts)
    {
        if (entry is null) return false;
        if (entry.Contains("write")) return Is(entry, "write", facts with { This = after, Prev = before });
        if (!entry.TryGetValue("fields", out BsonValue inner) || before is not (null or BsonDocument) || after is not (null or BsonDocument)) return false;
        BsonDocument? one = before as BsonDocument, other = after as BsonDocument;
        return Names(one, other).All(name => Same(one, other, name) || MayWrite(inner.AsBsonDocument.GetValue(name, null) as BsonDocument, Get(one, name), Get(other, name), facts));
    }

    private bool Is(BsonDocument rule, string name, Facts facts, bool missing = false) =>
        rule.TryGetValue(name, out BsonValue expression) ? _expressions.IsTrue(expression, facts) : missing;

    private static IEnumerable<string> Names(BsonDocument? one, BsonDocument? other) => (one?.Names ?? []).Union(other?.Names ?? []);

    private static BsonValue? Get(BsonDocument? document, string name) => document?.GetValue(name, null);

    private static bool Same(BsonDocument? one, BsonDocument? other, string name) =>
        (Get(one, name), Get(other, name)) switch { (null, null) => true, ({ } a, { } b) => ExactEquality.AreSame(a, b), _ => false };

    private static BsonDocument? WithoutId(BsonDocument? document) => document is null ? null : new BsonDocument(document.Where(field => field.Name != "_id"));
}
