using System;
using System.Collections.Generic;
using System.Dynamic;
using System.Linq;
using System.Linq.Expressions;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Reflection;
using AppServices.State;

namespace AppServices.Users;

/// <summary>
/// Calls an object's own public methods without the engine. The engine wraps whatever a method throws, so that
/// <c>catch [AppServices.AppServicesException]</c> would not see it, and spreads a lone array over a method's last parameter,
/// where the SDKs pass it as one argument.
/// </summary>
internal class SdkBinding(Expression expression, object self) : DynamicMetaObject(expression, BindingRestrictions.Empty, self)
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly | BindingFlags.IgnoreCase;

    public override DynamicMetaObject BindInvokeMember(InvokeMemberBinder binder, DynamicMetaObject[] args) =>
        LimitType.GetMethod(binder.Name, Own) is { IsVirtual: false } method && Arguments(method.GetParameters(), args) is { } arguments
            ? Bound(Expression.Call(Self, method, arguments))
            : base.BindInvokeMember(binder, args);

    /// <summary>The object, of its own type.</summary>
    protected Expression Self => Expression.Convert(Expression, LimitType);

    /// <summary>The result of a binding that is good for every object of this type.</summary>
    protected DynamicMetaObject Bound(Expression result) =>
        new(Expression.Convert(result, typeof(object)), BindingRestrictions.GetTypeRestriction(Expression, LimitType));

    /// <summary>Arguments as an array of a method's last parameter.</summary>
    protected static Expression Packed(IEnumerable<DynamicMetaObject> arguments) =>
        Expression.NewArrayInit(typeof(object), arguments.Select(argument => Converted(argument.Expression, typeof(object))));

    // Null where the engine should say what is wrong.
    private static Expression[]? Arguments(ParameterInfo[] parameters, DynamicMetaObject[] given)
    {
        var arguments = new Expression[parameters.Length];
        for (int i = 0; i < parameters.Length; i++)
        {
            if (parameters[i].IsDefined(typeof(ParamArrayAttribute)))
            {
                arguments[i] = Packed(given.Skip(i));
                return arguments;
            }
            if (i < given.Length) arguments[i] = Converted(given[i].Expression, parameters[i].ParameterType);
            else if (parameters[i].IsOptional) arguments[i] = Expression.Constant(parameters[i].DefaultValue, parameters[i].ParameterType);
            else return null;
        }
        return given.Length > parameters.Length ? null : arguments;
    }

    private static Expression Converted(Expression argument, Type type)
    {
        Expression value = Expression.Convert(argument, typeof(object));
        if (type == typeof(object)) return value;
        return Expression.Convert(
            Expression.Call(typeof(LanguagePrimitives), nameof(LanguagePrimitives.ConvertTo), null, value, Expression.Constant(type)),
            type);
    }
}

/// <summary>Takes every member for a function of the app, but those that each object has.</summary>
internal sealed class FunctionBinding(Expression expression, AppFunctions functions) : SdkBinding(expression, functions)
{
    // $user.CallFunction('ToString') still reaches a function of such a name.
    private static readonly string[] s_objectMembers = [nameof(Equals), nameof(GetHashCode), nameof(GetType), nameof(ToString)];

    public override IEnumerable<string> GetDynamicMemberNames() => functions.Names;

    public override DynamicMetaObject BindGetMember(GetMemberBinder binder) =>
        binder.FallbackGetMember(this, Bound(Expression.Property(Self, "Item", Expression.Constant(binder.Name))));

    public override DynamicMetaObject BindInvokeMember(InvokeMemberBinder binder, DynamicMetaObject[] args) =>
        Array.IndexOf(s_objectMembers, binder.Name) >= 0
            ? binder.FallbackInvokeMember(this, args)
            : Bound(Expression.Call(Self, nameof(AppFunctions.Call), null, Expression.Constant(binder.Name), Packed(args)));
}

/// <summary>
/// Answers AccessToken and RefreshToken of a user, null when it is logged out. They are no properties, so that no view, export
/// or log of the object contains them (cmdlets P12).
/// </summary>
internal sealed class TokenBinding(Expression expression, AppUser user) : SdkBinding(expression, user)
{
    private static readonly string[] s_names = [nameof(AppSession.AccessToken), nameof(AppSession.RefreshToken)];

    public override DynamicMetaObject BindGetMember(GetMemberBinder binder) =>
        Array.Find(s_names, name => name.Equals(binder.Name, StringComparison.OrdinalIgnoreCase)) is { } name
            ? Bound(Expression.Property(Expression.Property(Self, nameof(AppUser.Session)), name))
            : base.BindGetMember(binder);
}

/// <summary>
/// How the running script spells a method. The engine shares what binds a call among all spellings in the process that differ by case
/// only, and keeps the first that it met: <c>binder.Name</c> may be <c>Sum</c> where the script says <c>sum</c> (cmdlets A7). The
/// script itself still has the right one, at the place that the engine keeps for errors and debuggers.
/// </summary>
internal static class CallSite
{
    /// <summary>The name as the script has it; null when that cannot be told.</summary>
    /// <param name="name">The name in whichever case.</param>
    public static string? Spell(string name)
    {
        Debugger? debugger = Runspace.DefaultRunspace?.Debugger;
        // What is typed at a breakpoint has no place of its own.
        if (debugger?.InBreakpoint == true) return null;
        if (debugger?.GetCallStack()?.FirstOrDefault()?.Position is not { } position) return name;      // no script: a program has called
        if (position.StartScriptPosition.GetFullScript() is not { } text) return null;
        ScriptBlockAst script = ModuleState.ParsedScripts.GetValue(text, static source => Parser.ParseInput(source, out _, out _));
        // The place may be a part of the statement that has run already; in a default value it is the caller's.
        for (Ast? place = StatementAt(script, position); place is not null; place = place.Parent)
        {
            string[] found = Spellings(place, name);
            if (found.Length > 0) return found is [var only] ? only : null;
        }
        return null;
    }

    private static Ast StatementAt(ScriptBlockAst script, IScriptExtent position)
    {
        Ast place = script.FindAll(Holds, searchNestedScriptBlocks: true).LastOrDefault() ?? script;
        while (place.Parent is not null && !(place is StatementAst && IsBlock(place.Parent))) place = place.Parent;
        return place;

        bool Holds(Ast ast) => ast.Extent.StartOffset <= position.StartOffset && ast.Extent.EndOffset >= position.EndOffset;
    }

    // What holds statements of its own, other than the expressions that are a part of a statement.
    private static bool IsBlock(Ast ast) => ast is NamedBlockAst or IfStatementAst or LabeledStatementAst
        or StatementBlockAst { Parent: not (SubExpressionAst or ArrayExpressionAst) };

    private static string[] Spellings(Ast place, string name) =>
    [
        .. place.FindAll(static part => part is InvokeMemberExpressionAst, searchNestedScriptBlocks: place is not StatementAst)
            .Select(static part => (((InvokeMemberExpressionAst)part).Member as StringConstantExpressionAst)?.Value)
            .OfType<string>()
            .Where(text => text.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Distinct(StringComparer.Ordinal),
    ];
}
