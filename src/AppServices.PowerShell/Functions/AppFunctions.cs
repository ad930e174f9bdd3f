using System.Collections.Generic;
using System.Dynamic;
using System.Linq;
using System.Management.Automation;
using AppServices.Names;

namespace AppServices.Functions;

/// <summary>
/// The functions of a user's app, called by name as in the SDKs. Names are case-sensitive. Calls run
/// Invoke-AppFunction, so that Ctrl+C stops them (powershell.md A5).
/// </summary>
public sealed class AppFunctions : DynamicObject
{
    // A name of every object cannot be a function here: $user.CallFunction('ToString') still reaches it.
    private static readonly string[] s_objectMembers = [nameof(Equals), nameof(GetHashCode), nameof(GetType), nameof(ToString)];

    private const string Bind =
        "param($user, $name) { AppServices\\Invoke-AppFunction -User $user -Name $name -ArgumentList $args -NoEnumerate -ErrorAction Stop }.GetNewClosure()";

    private readonly AppUser _user;

    internal AppFunctions(AppUser user) => _user = user;

    /// <summary>A script block that calls the function as this user, to be stored and run: <c>&amp; $f 1 2</c>.</summary>
    /// <param name="name">The function's name, such as <c>orders/total</c>.</param>
    public ScriptBlock this[string name] => (ScriptBlock)Unwrap(ScriptBlock.Create(Bind).InvokeReturnAsIs(_user, name))!;

    /// <summary>The same script block as the indexer's.</summary>
    public override bool TryGetMember(GetMemberBinder binder, out object? result)
    {
        result = this[binder.Name];
        return true;
    }

    /// <summary>Calls the function.</summary>
    public override bool TryInvokeMember(InvokeMemberBinder binder, object?[]? args, out object? result)
    {
        result = null;
        if (System.Array.IndexOf(s_objectMembers, binder.Name) >= 0) return false;
        result = _user.CallFunction(binder.Name, args ?? []);
        return true;
    }

    /// <summary>The functions known by name, for completion.</summary>
    public override IEnumerable<string> GetDynamicMemberNames() => KnownNames.Shared.Functions(_user.AppId, null).Select(function => function.Name);

    /// <summary>Says whose functions these are.</summary>
    public override string ToString() => $"Functions of user {_user.Id}";

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
