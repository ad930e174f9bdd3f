using System.Collections.Generic;
using AppServices.Server.Rules.Access;
using AppServices.Server.Storage;

namespace AppServices.Server.Rules;

/// <summary>The rules of a data source. Where there are none, nobody but the system may do anything.</summary>
/// <param name="Default">The default rule, for collections without roles of their own; it may have none.</param>
/// <param name="Collections">What collections have of their own, by database and name.</param>
internal sealed record SourceRules(
    CollectionRules Default, IReadOnlyDictionary<(string Database, string Name), CollectionRules> Collections)
{
    /// <summary>No rules.</summary>
    public static SourceRules None { get; } = new(CollectionRules.None, new Dictionary<(string, string), CollectionRules>());

    /// <summary>The rules of a data source of which it is not known what they are.</summary>
    public static SourceRules Unreadable { get; } = new(CollectionRules.Unreadable, new Dictionary<(string, string), CollectionRules>());

    /// <summary>As <see cref="Of"/>; null where no rule covers the collection.</summary>
    public CollectionRules? Find(CollectionName name)
    {
        try
        {
            return Of(name);
        }
        catch (AccessRefusedException)
        {
            return null;
        }
    }

    /// <summary>
    /// The rules of a collection. Its own roles, if it has any, else those of the default rule, never both (app-folder 6.3);
    /// the filters go with the roles, and filters of a collection without roles come on top of the default ones.
    /// </summary>
    /// <exception cref="AccessRefusedException">No rule covers it; clients know this text (app-folder 6.10).</exception>
    public CollectionRules Of(CollectionName name)
    {
        CollectionRules? own = Collections.GetValueOrDefault((name.Database, name.Collection));
        if (own is { Roles.Count: > 0 }) return own;
        if (own is { IsReadable: false } || !Default.IsReadable)
        {
            throw new AccessRefusedException(
                403, "NoMatchingRuleFound",
                $"the rules for namespace '{name}' cannot be used, because their file is broken; the server's log says where");
        }
        if (Default.Roles.Count == 0)
            throw new AccessRefusedException(403, "NoMatchingRuleFound", $"no rule exists for namespace '{name}'");
        return own is null ? Default : own with { Roles = Default.Roles, Filters = [.. Default.Filters, .. own.Filters] };
    }

    /// <summary>The collection whose schema has a title; null when there is none.</summary>
    public (string Database, string Name)? OfTitle(string title)
    {
        foreach (((string Database, string Name) name, CollectionRules rules) in Collections)
            if (rules.Schema?.Title == title) return name;
        return null;
    }
}
