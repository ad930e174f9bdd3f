using System.Threading.Tasks;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Rules.Expressions.Conditions;
using AppServices.Server.Rules.Roles;

namespace AppServices.Server.Rules.Access;

/// <summary>What a caller can do with documents of a collection, as far as that does not depend on the document (app-folder 6.2).</summary>
/// <param name="Read">Whether something of some document may be visible.</param>
/// <param name="Insert">Whether some document may be inserted.</param>
/// <param name="Update">Whether some document may be changed.</param>
/// <param name="Delete">Whether some document may be deleted.</param>
/// <param name="IsCertain">Whether a role that allows one of these applies whatever the document.</param>
internal readonly record struct CollectionAccess(bool Read, bool Insert, bool Update, bool Delete, bool IsCertain)
{
    /// <summary>Whether anything can be done.</summary>
    public bool IsAny => Read || Insert || Update || Delete;

    public static async ValueTask<CollectionAccess> OfAsync(CollectionRules rules, RuleContext context)
    {
        var all = default(CollectionAccess);
        foreach (Role role in rules.Roles)
        {
            Role bound = await role.BindAsync(context);
            if (!bound.ApplyWhen.IsPossible) continue;
            CollectionAccess one = Of(bound);
            bool isAlways = bound.ApplyWhen == Condition.True;
            all = new CollectionAccess(
                all.Read || one.Read, all.Insert || one.Insert, all.Update || one.Update, all.Delete || one.Delete,
                all.IsCertain || (isAlways && one.IsAny));
            if (isAlways) break;
        }
        return all;
    }

    private static CollectionAccess Of(Role role)
    {
        bool passes = role.FilterWrite?.IsPossible != false;
        bool writes = passes && (role.Write?.IsPossible ?? role.Fields.CanBeWritten);
        bool shows = !role.HasFilters || role.FilterRead?.IsPossible != false || role.FilterWrite?.IsPossible == true;
        return new CollectionAccess(
            shows && (role.Read?.IsPossible == true || role.Write?.IsPossible == true || role.MayHide), writes
                && role.Insert.IsPossible, writes, passes && (role.Delete?.IsPossible ?? writes), IsCertain: false);
    }
}
