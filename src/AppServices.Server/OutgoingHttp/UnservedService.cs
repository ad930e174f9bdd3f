using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;

namespace AppServices.Server.OutgoingHttp;

/// <summary>
/// A service of a type that is not served. An app can get it, as many do before they know whether they need it; using it is an error.
/// </summary>
internal sealed class UnservedService(Engine engine, string name, string type) : ObjectInstance(engine)
{
    public override JsValue Get(JsValue property, JsValue receiver) => property.IsSymbol() || property.ToString() is "then" or "toJSON"
        ? JsValue.Undefined
        : throw new JavaScriptException(
            Engine.Intrinsics.Error, $"service '{name}' cannot be used: this server has no services of type '{type}'");
}
