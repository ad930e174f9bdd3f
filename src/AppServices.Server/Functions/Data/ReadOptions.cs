using System.Linq;
using AppServices.Server.Functions.Values;
using AppServices.Server.Services;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;

namespace AppServices.Server.Functions.Data;

/// <summary>
/// Tells options from a projection where a script passes them in its place (app-folder 5.2): <c>find(query, { sort: { a: 1 } })</c>
/// asks for an order. What the hosted service could only take for a projection stays one, such as <c>{ limit: 1 }</c>.
/// </summary>
internal static class ReadOptions
{
    /// <summary>The projection and the options among <c>(query, projection, options)</c>.</summary>
    /// <exception cref="JavaScriptException">The second argument is half of each.</exception>
    public static (JsValue Projection, JsValue Options) Split(DataCall call, string method, JsValue[] arguments)
    {
        if (arguments.At(1) is not ObjectInstance second) return (arguments.At(1), arguments.At(2));
        (string Name, JsValue Value)[] fields = second.GetOwnPropertyKeys(Types.String).Select(key => (key.ToString(), second.Get(key)))
            .ToArray();
        (string? option, _) = fields.FirstOrDefault(field => IsOption(method, field.Name) && !IsProjected(field.Value));
        if (option is null) return (second, arguments.At(2));
        bool isAlone = arguments.At(2).IsUndefined() || arguments.At(2).IsNull();
        if (isAlone && fields.All(field => IsOption(method, field.Name))) return (JsValue.Undefined, second);
        throw call.Realm.Error(
            $"the second argument of {method} is the projection, and '{option}' is an option: pass {method}(query, projection, options)");
    }

    private static bool IsOption(string method, string name) => name == "session" || MethodOptions.Has(method, name);

    // What can stand in a projection: a field is wanted or not, or is an expression.
    private static bool IsProjected(JsValue value) => value switch
    {
        JsBoolean => true,
        JsNumber number => number.AsNumber() is 0 or 1,
        BsonObject typed => typed.Value is { IsNumeric: true } number && number.ToDouble() is 0 or 1,
        JsString text => text.ToString().StartsWith('$'),
        ObjectInstance instance => instance.GetOwnPropertyKeys(Types.String).FirstOrDefault()?.ToString() is ['$', ..] and not "$natural",
        _ => true,
    };
}
