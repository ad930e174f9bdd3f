using System;
using System.Collections.Generic;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;

namespace AppServices.Server.Functions.Realm;

/// <summary>
/// A service whose methods each give a client, such as <c>s3(region)</c>. All that a client has are actions: any name that begins with a
/// capital is one, so that what is not known is told by the promise of the action.
/// </summary>
internal sealed class ServiceClients : ObjectInstance
{
    /// <param name="engine">The engine.</param>
    /// <param name="names">What clients it has.</param>
    /// <param name="act">Does an action: client, what the client was asked for with, action, arguments.</param>
    public ServiceClients(Engine engine, IEnumerable<string> names, Func<string, JsValue, string, JsValue[], JsValue> act)
        : base(engine)
    {
        Prototype = engine.Intrinsics.Object.PrototypeObject;
        foreach (string name in names)
        {
            var method = new ClrFunction(
                engine, name, (_, given) => new Client(engine, (action, arguments) => act(name, given.At(0), action, arguments)));
            FastSetProperty(name, new PropertyDescriptor(method, PropertyFlag.NonEnumerable));
        }
    }

    private sealed class Client : ObjectInstance
    {
        private readonly Func<string, JsValue[], JsValue> _act;

        public Client(Engine engine, Func<string, JsValue[], JsValue> act)
            : base(engine)
        {
            Prototype = engine.Intrinsics.Object.PrototypeObject;
            _act = act;
        }

        public override PropertyDescriptor GetOwnProperty(JsValue property)
        {
            PropertyDescriptor own = base.GetOwnProperty(property);
            if (own != PropertyDescriptor.Undefined || property is not JsString || !IsAction(property.ToString())) return own;
            string action = property.ToString();
            return new PropertyDescriptor(
                new ClrFunction(Engine, action, (_, arguments) => _act(action, arguments)), PropertyFlag.NonEnumerable);
        }

        public override JsValue Get(JsValue property, JsValue receiver) =>
            GetOwnProperty(property) is { } own && own != PropertyDescriptor.Undefined ? own.Value : base.Get(property, receiver);

        public override bool HasProperty(JsValue property) =>
            GetOwnProperty(property) != PropertyDescriptor.Undefined || base.HasProperty(property);

        private static bool IsAction(string name) => name is [>= 'A' and <= 'Z', ..];
    }
}
