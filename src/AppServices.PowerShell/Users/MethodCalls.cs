using System;
using System.Dynamic;
using System.Linq;
using System.Linq.Expressions;
using System.Management.Automation;
using System.Reflection;

namespace AppServices;

/// <summary>
/// Calls an object's own public methods without the engine. The engine wraps whatever a method throws, so that
/// <c>catch [AppServices.AppServicesException]</c> would not see it, and spreads a lone array over a method's last parameter,
/// where the SDKs pass it as one argument.
/// </summary>
internal sealed class MethodCalls(object self, Expression expression, DynamicMetaObject rest)
    : DynamicMetaObject(expression, rest.Restrictions, self)
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly | BindingFlags.IgnoreCase;

    public override DynamicMetaObject BindGetMember(GetMemberBinder binder) => rest.BindGetMember(binder);

    public override DynamicMetaObject BindInvokeMember(InvokeMemberBinder binder, DynamicMetaObject[] args)
    {
        if (LimitType.GetMethod(binder.Name, Own) is not { IsVirtual: false } method || Arguments(method.GetParameters(), args) is not { } arguments)
            return rest.BindInvokeMember(binder, args);
        return new DynamicMetaObject(
            Expression.Convert(Expression.Call(Expression.Convert(Expression, LimitType), method, arguments), typeof(object)),
            BindingRestrictions.GetTypeRestriction(Expression, LimitType));
    }

    // Null where the engine should say what is wrong.
    private static Expression[]? Arguments(ParameterInfo[] parameters, DynamicMetaObject[] given)
    {
        var arguments = new Expression[parameters.Length];
        for (int i = 0; i < parameters.Length; i++)
        {
            if (parameters[i].IsDefined(typeof(ParamArrayAttribute)))
            {
                arguments[i] = Expression.NewArrayInit(typeof(object), given.Skip(i).Select(argument => Converted(argument.Expression, typeof(object))));
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
