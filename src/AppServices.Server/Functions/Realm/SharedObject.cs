using System.Collections.Generic;
using System.Linq;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Descriptors;

namespace AppServices.Server.Functions.Realm;

/// <summary>
/// An object of which each function of a call has one, such as <c>context</c>: with some members of the function's own, and others that
/// all functions of the call share. What a function puts on it all of them see (app-folder 4.5).
/// </summary>
/// <param name="engine">The engine.</param>
/// <param name="shared">What all functions share; it comes first.</param>
internal sealed class SharedObject(Engine engine, JsObject shared) : ObjectInstance(engine)
{
    public override PropertyDescriptor GetOwnProperty(JsValue property) =>
        IsShared(property) ? shared.GetOwnProperty(property) : base.GetOwnProperty(property);

    public override JsValue Get(JsValue property, JsValue receiver) =>
        IsShared(property) ? shared.Get(property, receiver) : base.Get(property, receiver);

    public override bool HasProperty(JsValue property) => IsShared(property) || base.HasProperty(property);

    public override bool Set(JsValue property, JsValue value, JsValue receiver)
    {
        if (!ReferenceEquals(receiver, this)) return base.Set(property, value, receiver);
        Share(property);
        return shared.Set(property, value, shared);
    }

    public override bool DefineOwnProperty(JsValue property, PropertyDescriptor desc)
    {
        Share(property);
        return shared.DefineOwnProperty(property, desc);
    }

    public override bool Delete(JsValue property) => shared.Delete(property) && base.Delete(property);

    public override void RemoveOwnProperty(JsValue property)
    {
        shared.RemoveOwnProperty(property);
        base.RemoveOwnProperty(property);
    }

    public override List<JsValue> GetOwnPropertyKeys(Types types = Types.Empty | Types.String | Types.Symbol) =>
        [.. base.GetOwnPropertyKeys(types).Where(key => !IsShared(key)), .. shared.GetOwnPropertyKeys(types)];

    public override IEnumerable<KeyValuePair<JsValue, PropertyDescriptor>> GetOwnProperties() =>
        base.GetOwnProperties().Where(own => !IsShared(own.Key)).Concat(shared.GetOwnProperties());

    public override bool PreventExtensions() => shared.PreventExtensions() && base.PreventExtensions();

    public override object ToObject() => this;

    private bool IsShared(JsValue property) => shared.GetOwnProperty(property) != PropertyDescriptor.Undefined;

    // A member of the function's own that is changed is from then on one for all.
    private void Share(JsValue property)
    {
        if (IsShared(property) || base.GetOwnProperty(property) is not { } own || own == PropertyDescriptor.Undefined) return;
        shared.FastSetProperty(property, new PropertyDescriptor(own.Value, own.Writable, own.Enumerable, own.Configurable));
    }
}
