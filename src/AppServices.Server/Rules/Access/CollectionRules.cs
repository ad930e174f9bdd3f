using System.Collections.Generic;
using AppServices.Server.Rules.Roles;
using AppServices.Server.Rules.Schemas;

namespace AppServices.Server.Rules.Access;

/// <summary>What applies to a collection: the roles in their order, the filters, the schema.</summary>
internal sealed record CollectionRules(IReadOnlyList<Role> Roles, IReadOnlyList<RuleFilter> Filters, CollectionSchema? Schema);
