using System.Collections.Generic;
using AppServices.Server.Rules.Roles;
using AppServices.Server.Rules.Schemas;

namespace AppServices.Server.Rules.Access;

/// <summary>What applies to a collection: the roles in their order, the filters, the schema.</summary>
internal sealed record CollectionRules(IReadOnlyList<Role> Roles, IReadOnlyList<RuleFilter> Filters, CollectionSchema? Schema)
{
    /// <summary>Nothing at all.</summary>
    public static CollectionRules None { get; } = new([], [], null);

    /// <summary>What applies where a file is broken: nobody knows what it forbids, so everything is forbidden.</summary>
    public static CollectionRules Unreadable { get; } = new([], [], null) { IsReadable = false };

    /// <summary>Whether the files that say it could be read.</summary>
    public bool IsReadable { get; private init; } = true;
}
