using System;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime.Descriptors;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Values;

/// <summary>A class of the global <c>BSON</c>. As in the hosted runtime it constructs with and without <c>new</c>.</summary>
internal sealed class BsonConstructor : Constructor
{
    private readonly Func<JsValue[], BsonValue> _create;

    public BsonConstructor(Engine engine, string name, Func<JsValue[], BsonValue> create)
        : base(engine, name)
    {
        _create = create;
        Instances = new JsObject(engine);
        Instances.FastSetProperty("constructor", new PropertyDescriptor(this, PropertyFlag.NonEnumerable));
        _prototypeDescriptor = new PropertyDescriptor(Instances, PropertyFlag.AllForbidden);
    }

    /// <summary>The prototype of the instances.</summary>
    public JsObject Instances { get; }

    public override ObjectInstance Construct(JsValue[] arguments, JsValue newTarget) => Wrap(_create(arguments));

    protected override JsValue Call(JsValue thisObject, JsValue[] arguments) => Wrap(_create(arguments));

    /// <summary>An instance that stands for a value.</summary>
    public BsonObject Wrap(BsonValue value) => new(Engine, value, Instances);
}
