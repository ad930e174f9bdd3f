using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Mql.Paths;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Rules.Expressions.Conditions;
using AppServices.Server.Rules.Roles;
using AppServices.Server.Rules.Schemas;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Access;

/// <summary>
/// A collection as one caller sees it for one operation: the documents that pass the filters and of which a role shows
/// something, and of them what it shows (app-folder 6.3, 6.4, 6.6). Queries, orders and pipelines of the caller work on
/// nothing else, so that no query finds out what is hidden.
/// </summary>
internal sealed class CollectionView
{
    /// <summary>A field that the hosted service added to documents (app-folder 6.5); callers never see it.</summary>
    private const string Reserved = "_id__baas_transaction";

    private readonly IReadOnlyList<Role> _roles;
    private readonly IReadOnlyList<BoundFilter> _filters;
    private readonly CollectionRules _rules;
    private readonly RuleContext _context;
    private StoreFilter? _readable;

    private CollectionView(IReadOnlyList<Role> roles, IReadOnlyList<BoundFilter> filters, CollectionRules rules, RuleContext context)
    {
        (_roles, _filters, _rules, _context) = (roles, filters, rules, context);
        Calls = new CallTable(context.Cancellation);
        NeedsCalls = roles.Any(role => role.NeedsCalls);
        MayHide = roles.Any(role => role.MayHide) || filters.Any(filter => filter.Hides);
    }

    /// <summary>The results of functions that are called for documents.</summary>
    public CallTable Calls { get; }

    /// <summary>Whether functions are called for documents, so that they cannot be judged at once.</summary>
    public bool NeedsCalls { get; }

    /// <summary>Whether documents may be visible in part.</summary>
    public bool MayHide { get; }

    /// <summary>Whether no role applies, so that there is nothing to look for.</summary>
    public bool ShowsNothing => _roles.Count == 0;

    /// <summary>Whether nothing of the collection is hidden.</summary>
    public bool ShowsEverything => _filters.Count == 0 && !MayHide && _roles is [{ } only] && only.Readable == Condition.True;

    /// <summary>What documents look like; null when nobody says.</summary>
    public CollectionSchema? Schema => _rules.Schema;

    public static async ValueTask<CollectionView> OpenAsync(CollectionRules rules, RuleContext context)
    {
        var roles = new List<Role>();
        foreach (Role role in rules.Roles)
        {
            Role bound = await role.BindAsync(context);
            if (bound.ApplyWhen == Condition.False) continue;
            roles.Add(bound);
            if (bound.ApplyWhen == Condition.True) break;
        }
        var filters = new List<BoundFilter>();
        foreach (RuleFilter filter in rules.Filters)
            if (await filter.BindAsync(context) is { } bound) filters.Add(bound);
        return new CollectionView(roles, filters, rules, context);
    }

    /// <summary>The same once more, for documents that may look different now.</summary>
    public ValueTask<CollectionView> ReopenAsync() => OpenAsync(_rules, _context);

    /// <summary>The first role that applies to a document; null when none does, or when that has to be found out.</summary>
    public Role? Choose(BsonDocument document, BsonDocument? previous)
    {
        var scope = new DocumentScope(document, previous, Calls);
        foreach (Role role in _roles)
        {
            int pending = Calls.Pending;
            if (role.ApplyWhen.IsTrue(scope)) return role;
            if (Calls.Pending > pending) return null;
        }
        return null;
    }

    /// <summary>What is visible of a document; null for nothing, or when that has to be found out.</summary>
    public BsonDocument? See(BsonDocument stored)
    {
        Calls.Cancellation.ThrowIfCancellationRequested();
        BsonDocument document = WithoutReserved(stored);
        foreach (BoundFilter filter in _filters)
            if (!filter.Matches(document)) return null;
        BsonDocument? seen = Choose(document, null)?.See(document, Calls);
        foreach (BoundFilter filter in _filters)
            if (filter.Hides && seen is not null) seen = filter.Project(seen);
        return seen is { ElementCount: > 0 } ? seen : null;
    }

    /// <summary>What is visible of a document, for which functions are called where rules say so; null for nothing.</summary>
    public async ValueTask<BsonDocument?> SeeAsync(BsonDocument document)
    {
        BsonDocument? seen = See(document);
        while (Calls.Pending > 0)
        {
            await MakeCallsAsync();
            seen = See(document);
        }
        return seen;
    }

    /// <summary>Makes the calls that have to be made before it is known what was asked.</summary>
    public Task MakeCallsAsync() => Calls.MakeAsync(_context);

    /// <summary>Whether what is at a path of a document is hidden, or would be if it were there.</summary>
    public bool Hides(BsonDocument document, string[] path) =>
        Choose(document, null)?.Hides(document, path, Calls) != false || !_filters.All(filter => filter.Keeps(path[0]));

    /// <summary>Whether a field is visible in every document of which something is.</summary>
    public bool SurelyShows(FieldPath path)
    {
        string field = path.Parts[0];
        return field != Reserved && _roles.All(role => !role.MayHide || role.Fields[field].IsAlwaysSeen)
            && _filters.All(filter => filter.Keeps(field));
    }

    /// <summary>
    /// Throws when a hint names an index of a field that may be hidden: documents would come in the order of its values. By its
    /// name an index does not say what it is of.
    /// </summary>
    /// <exception cref="DocumentException">It does.</exception>
    public void Admit(BsonValue? hint)
    {
        if (!MayHide || hint is null or BsonString { Value: "_id_" }) return;
        if (hint is not BsonDocument fields)
            throw DocumentException.BadValue("where rules may hide fields, a hint must name the fields of the index");
        foreach (string name in fields.Names.Where(name => name != "$natural" && !SurelyShows(new FieldPath(name))))
            throw DocumentException.BadValue($"the hint may not name '{name}', which a rule may hide");
    }

    /// <summary>
    /// What a store can look for where visible parts are to match a filter: no wanted document is missed. Where nothing may be
    /// hidden, all that is asked of a document that is visible as it is has been asked then.
    /// </summary>
    public StoreFilter Candidates(StoreFilter filter)
    {
        var parts = new List<StoreFilter>(_filters.Select(bound => bound.Query));
        parts.Add(_readable ??= ParseReadable());
        parts.Add(MayHide ? filter.OfFields(name => SurelyShows(new FieldPath(name))) : filter);
        return StoreFilter.All(parts);
    }

    private StoreFilter ParseReadable() => AnyCondition.Of(_roles.Select(role => role.Readable).ToArray()).Query is { } readable
        ? StoreFilter.Parse(readable.Document, Calls.Cancellation)
        : StoreFilter.Everything;

    public static BsonDocument WithoutReserved(BsonDocument document)
    {
        if (!document.Contains(Reserved)) return document;
        BsonDocument rest = DocumentCopy.Of(document);
        rest.Remove(Reserved);
        return rest;
    }
}
