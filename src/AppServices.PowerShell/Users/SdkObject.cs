using System.Collections;
using System.Dynamic;
using System.Linq;
using System.Linq.Expressions;
using System.Management.Automation;
using System.Management.Automation.Internal;
using AppServices.Users;

namespace AppServices;

/// <summary>
/// An object of the SDKs whose methods run cmdlets in the caller's pipeline, because Ctrl+C stops a cmdlet and never the
/// network call of a .NET method (cmdlets A5).
/// </summary>
public abstract class SdkObject : IDynamicMetaObjectProvider
{
    private const string Script = "param($Command, $Parameters) & $Command @Parameters";

    DynamicMetaObject IDynamicMetaObjectProvider.GetMetaObject(Expression parameter) => Bind(parameter);

    /// <summary>How members are called and read before the engine does it.</summary>
    private protected virtual DynamicMetaObject Bind(Expression self) => new SdkBinding(self, this);

    /// <summary>Runs a cmdlet that asks nothing and throws what fails; what the pipeline takes for nothing when it has no output.</summary>
    private protected static object? Run(string cmdlet, AppUser user, params (string Name, object? Value)[] parameters) =>
        RunAll(cmdlet, user, parameters) switch { [] => AutomationNull.Value, [var only] => only, var several => several };

    /// <summary>As <see cref="Run"/>, for a cmdlet that would ask before it changes something.</summary>
    private protected static object? Change(string cmdlet, AppUser user, params (string Name, object? Value)[] parameters) =>
        Run(cmdlet, user, [.. parameters, ("Confirm", false)]);

    /// <summary>As <see cref="Run"/>, with the output in an array.</summary>
    private protected static object?[] RunAll(string cmdlet, AppUser user, params (string Name, object? Value)[] parameters)
    {
        var bound = new Hashtable { ["User"] = user, ["ErrorAction"] = ActionPreference.Stop };
        foreach ((string name, object? value) in parameters) bound[name] = value;
        return [.. ScriptBlock.Create(Script).Invoke(OwnCommand.Of(cmdlet), bound).Select(Unwrap)];
    }

    private static object? Unwrap(PSObject? result) => result is { BaseObject: not PSCustomObject and var value } ? value : result;
}

/// <summary>
/// The module's cmdlets themselves: an object may come to a runspace where nobody has imported the module, such as one of
/// ForEach-Object -Parallel.
/// </summary>
internal static class OwnCommand
{
    /// <summary>The cmdlet with a name.</summary>
    public static CmdletInfo Of(string name) =>
        new(name, typeof(OwnCommand).Assembly.GetType($"AppServices.Commands.{name.Replace("-", "")}Command", throwOnError: true));
}
