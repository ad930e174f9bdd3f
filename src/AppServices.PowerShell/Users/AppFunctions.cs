using System.Collections.Generic;
using System.Dynamic;
using System.Linq;
using System.Linq.Expressions;
using System.Management.Automation;
using AppServices.Users;
using AppServices.Values;

namespace AppServices;

/// <summary>
/// The functions of a user's app, called by name as in the SDKs. Names are case-sensitive. Calls run
/// Invoke-AppFunction, so that Ctrl+C stops them (cmdlets A5).
/// </summary>
public sealed class AppFunctions : SdkObject
{
    private const string Closure =
        "param($command, $user, $name) " +
        "{ & $command -User $user -Name $name -ArgumentList $args -NoEnumerate -ErrorAction Stop }.GetNewClosure()";

    private readonly AppUser _user;

    internal AppFunctions(AppUser user) => _user = user;

    /// <summary>A script block that calls the function as this user, to be stored and run: <c>&amp; $f 1 2</c>.</summary>
    /// <param name="name">The function's name, such as <c>orders/total</c>.</param>
    public ScriptBlock this[string name] => (ScriptBlock)PSValues.Unwrap(
        ScriptBlock.Create(Closure).InvokeReturnAsIs(OwnCommand.Of("Invoke-AppFunction"), _user, name))!;

    /// <summary>The functions known by name, for completion.</summary>
    internal IEnumerable<string> Names => _user.RememberedNames.Functions(_user.AppId, null).Select(function => function.Name);

    /// <summary>Says whose functions these are.</summary>
    public override string ToString() => $"Functions of user {_user.Id}";

    /// <summary>Calls the function that the script names.</summary>
    /// <param name="name">Its name in whichever case.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="AppServicesException">Which function is meant cannot be told.</exception>
    internal object? Call(string name, object?[] arguments) => _user.CallFunction(Spell(name), arguments);

    private static string Spell(string name) => CallSite.Spell(name) ?? throw new AppServicesException(
        $"Which function is meant by '{name}' cannot be told: PowerShell passes on any spelling that it knows, "
        + "and the script does not say here which one is meant. "
        + $"Use $user.CallFunction('{name}', ...) or a statement of its own.");

    private protected override DynamicMetaObject Bind(Expression self) => new FunctionBinding(self, this);
}
