using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Dynamic;
using System.Linq;
using System.Linq.Expressions;
using System.Management.Automation;
using System.Management.Automation.Internal;
using Tree = System.Linq.Expressions.Expression;

namespace AppServices;

/// <summary>
/// An object of the SDKs whose methods are ScriptMethods of AppServices.Types.ps1xml over the cmdlets, because Ctrl+C stops a
/// cmdlet and never a .NET method (powershell.md A5).
/// </summary>
public abstract class ScriptedObject : DynamicObject
{
    /// <summary>Answers calls of ScriptMethods before the engine does.</summary>
    public override DynamicMetaObject GetMetaObject(Expression parameter) => new Binding(this, parameter, base.GetMetaObject(parameter));

    /// <summary>Runs a ScriptMethod; what the pipeline takes for nothing when it has no output.</summary>
    internal object? Call(string name, params object?[] arguments)
    {
        var method = (PSScriptMethod)PSObject.AsPSObject(this).Methods[name];
        Collection<PSObject> results = method.Script.InvokeWithContext(null, new List<PSVariable> { new("this", this) }, arguments);
        return results.Count switch
        {
            0 => AutomationNull.Value,
            1 => Unwrap(results[0]),
            _ => results.Select(Unwrap).ToArray(),
        };
    }

    private static object? Unwrap(PSObject? result) => result is { BaseObject: not PSCustomObject and var value } ? value : result;

    // The engine wraps whatever a ScriptMethod throws, so that catch [AppServices.AppServicesException] would not see it. Run
    // by Call, it comes through as it is.
    private sealed class Binding(ScriptedObject self, Expression expression, DynamicMetaObject rest)
        : DynamicMetaObject(expression, rest.Restrictions, self)
    {
        public override DynamicMetaObject BindGetMember(GetMemberBinder binder) => rest.BindGetMember(binder);

        public override DynamicMetaObject BindInvokeMember(InvokeMemberBinder binder, DynamicMetaObject[] args)
        {
            if (PSObject.AsPSObject(self).Methods[binder.Name] is not PSScriptMethod) return rest.BindInvokeMember(binder, args);
            IEnumerable<Expression> arguments = args.Select(argument => Tree.Convert(argument.Expression, typeof(object)));
            return new DynamicMetaObject(
                Tree.Call(
                    Tree.Convert(Expression, typeof(ScriptedObject)),
                    nameof(Call),
                    null,
                    Tree.Constant(binder.Name),
                    Tree.NewArrayInit(typeof(object), arguments)),
                BindingRestrictions.GetTypeRestriction(Expression, LimitType));
        }
    }
}
