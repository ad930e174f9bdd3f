using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Rules.Access;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Services;

/// <summary>
/// The collections of a data source of which rules may show a user something, or let it be changed. Source: client-api 17.1.
/// </summary>
internal static class VisibleCollections
{
    /// <summary>
    /// Those that have files of their own, and those that exist where the default rule surely applies to the user: a role that
    /// depends on documents does not tell which collections there are.
    /// </summary>
    /// <returns>The databases with their collections; null when the user has no access whatever.</returns>
    public static async ValueTask<BsonArray?> OfAsync(DataSource source, RuleContext user)
    {
        var seen = new SortedDictionary<(string Database, string Name), CollectionAccess>(
            Comparer<(string Database, string Name)>.Create(static (one, other) =>
                string.CompareOrdinal(one.Database, other.Database) is not 0 and var order
                    ? order
                    : string.CompareOrdinal(one.Name, other.Name)));
        foreach ((string Database, string Name) name in source.Rules.Collections.Keys)
            if (source.Rules.Find(source.Collection(name.Database, name.Name)) is { } rules) await AddAsync(name, rules);
        CollectionAccess byDefault = await CollectionAccess.OfAsync(source.Rules.Default, user);
        if (byDefault.IsCertain)
        {
            foreach (CollectionName stored in await source.Store.ListCollectionsAsync(source.Source, user.Cancellation))
                if (!source.Rules.Collections.ContainsKey((stored.Database, stored.Collection)))
                    seen[(stored.Database, stored.Collection)] = byDefault;
        }
        return seen.Count == 0 && !byDefault.IsAny ? null : [.. seen.GroupBy(one => one.Key.Database).Select(ToDocument)];

        async ValueTask AddAsync((string, string) name, CollectionRules rules)
        {
            CollectionAccess access = await CollectionAccess.OfAsync(rules, user);
            if (access.IsAny) seen[name] = access;
        }
    }

    private static BsonDocument ToDocument(
        IGrouping<string, KeyValuePair<(string Database, string Name), CollectionAccess>> database) => new()
    {
        ["name"] = database.Key,
        ["collections"] = new BsonArray(database.Select(one => new BsonDocument
        {
            ["name"] = one.Key.Name,
            ["read"] = one.Value.Read,
            ["insert"] = one.Value.Insert,
            ["update"] = one.Value.Update,
            ["delete"] = one.Value.Delete,
        })),
    };
}
