using System;
using System.Collections.Generic;
using System.Dynamic;
using System.Linq;
using System.Management.Automation;

namespace AppServices;

/// <summary>
/// An object of the SDKs whose methods talk to the service. They are scripts over the cmdlets, because Ctrl+C stops a cmdlet
/// and never a .NET method (powershell.md A5); and they are dynamic members, because what a ScriptMethod throws is wrapped, so
/// that <c>catch [AppServices.AppServicesException]</c> would not see it.
/// </summary>
public abstract class ScriptedObject : DynamicObject
{
    /// <summary>The methods by name, each a script whose first parameter is this object.</summary>
    private protected abstract IReadOnlyDictionary<string, string> Methods { get; }

    /// <summary>The names of the methods, for Get-Member and completion.</summary>
    public override IEnumerable<string> GetDynamicMemberNames() => Methods.Keys;

    /// <summary>Runs the method's script.</summary>
    public override bool TryInvokeMember(InvokeMemberBinder binder, object?[]? args, out object? result)
    {
        result = null;
        if (!Methods.TryGetValue(binder.Name, out string? script)) return false;
        result = Run(script, [this, .. args ?? []]);
        return true;
    }

    /// <summary>A table of methods; PowerShell's member names do not mind case.</summary>
    private protected static IReadOnlyDictionary<string, string> Table(params (string Name, string Script)[] methods) =>
        methods.ToDictionary(method => method.Name, method => method.Script, StringComparer.OrdinalIgnoreCase);

    /// <summary>Runs a script in the current runspace; its result is neither enumerated nor gathered.</summary>
    internal static object? Run(string script, params object?[] arguments) => ScriptBlock.Create(script).InvokeReturnAsIs(arguments);
}
