using System;
using System.Collections.Generic;
using System.Dynamic;
using System.Linq;
using System.Linq.Expressions;
using System.Management.Automation;
using System.Reflection;

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
