using System.Threading.Tasks;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Rules.Expressions.Conditions;

namespace AppServices.Server.Rules.Roles;

/// <summary>
/// A role: to which documents it applies, and what it allows with them (app-folder 6.2). Null stands for what it does not say.
/// </summary>
internal sealed record Role(string Name, Condition ApplyWhen, FieldRules Fields)
{
    /// <summary>Whether there is a gate in front of the other permissions.</summary>
    public bool HasFilters { get; init; }

    public Condition? FilterRead { get; init; }

    public Condition? FilterWrite { get; init; }

    public Condition? Read { get; init; }

    public Condition? Write { get; init; }

    public Condition Insert { get; init; } = Condition.True;

    public Condition? Delete { get; init; }

    /// <summary>Whether a function is called for each document.</summary>
    public bool NeedsCalls => ApplyWhen.NeedsCalls || Fields.NeedsCalls || Insert.NeedsCalls || FilterRead?.NeedsCalls == true
        || FilterWrite?.NeedsCalls == true
        || Read?.NeedsCalls == true || Write?.NeedsCalls == true || Delete?.NeedsCalls == true;

    /// <summary>Whether documents can be visible in part.</summary>
    public bool MayHide => Read is null && Write != Condition.True && Fields.CanBeSeen;

    /// <summary>What is true of every document of which the role shows something.</summary>
    public Condition Readable => AllCondition.Of(
        ApplyWhen,
        HasFilters ? AnyCondition.Of(FilterRead ?? Condition.True, FilterWrite ?? Condition.False) : Condition.True,
        AnyCondition.Of(Read ?? Condition.False, Write ?? Condition.False, MayHide ? Condition.True : Condition.False));

    public async ValueTask<Role> BindAsync(RuleContext context)
    {
        Condition applyWhen = await ApplyWhen.BindAsync(context);
        return !applyWhen.IsPossible ? this with { ApplyWhen = Condition.False } : this with
        {
            ApplyWhen = applyWhen,
            Fields = await Fields.BindAsync(context),
            FilterRead = await BindAsync(FilterRead, context),
            FilterWrite = await BindAsync(FilterWrite, context),
            Read = await BindAsync(Read, context),
            Write = await BindAsync(Write, context),
            Insert = await Insert.BindAsync(context),
            Delete = await BindAsync(Delete, context),
        };
    }

    private static async ValueTask<Condition?> BindAsync(Condition? condition, RuleContext context) =>
        condition is null ? null : await condition.BindAsync(context);
}
