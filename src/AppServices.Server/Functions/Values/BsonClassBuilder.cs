using System;
using Jint;
using Jint.Native;
using Jint.Runtime;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Values;

/// <summary>Puts one class of the global <c>BSON</c> together.</summary>
internal sealed class BsonClassBuilder(Engine engine, BsonClasses classes)
{
    private BsonConstructor? _constructor;

    /// <summary>The classes made so far.</summary>
    public BsonClasses Classes { get; } = classes;

    /// <summary>The finished class.</summary>
    public BsonConstructor Result => _constructor ?? throw new InvalidOperationException("the class has no constructor yet");

    /// <summary>Begins the class; <paramref name="create"/> makes a value from the constructor's arguments.</summary>
    public BsonClassBuilder Class(string name, Func<ScriptArguments, BsonValue> create)
    {
        _constructor = new BsonConstructor(engine, name, arguments => create(new ScriptArguments(engine, arguments)));
        return this;
    }

    /// <summary>Adds a function of the class that makes an instance.</summary>
    public BsonClassBuilder Static(string name, Func<ScriptArguments, BsonValue> create)
    {
        BsonConstructor constructor = Result;
        var function = new ClrFunction(engine, name, (_, arguments) => constructor.Wrap(create(new ScriptArguments(engine, arguments))));
        constructor.FastSetProperty(name, new PropertyDescriptor(function, PropertyFlag.NonEnumerable));
        return this;
    }

    /// <summary>Adds a function of the class that answers a plain value.</summary>
    public BsonClassBuilder StaticValue(string name, Func<ScriptArguments, JsValue> function)
    {
        var wrapper = new ClrFunction(engine, name, (_, arguments) => function(new ScriptArguments(engine, arguments)));
        Result.FastSetProperty(name, new PropertyDescriptor(wrapper, PropertyFlag.NonEnumerable));
        return this;
    }

    /// <summary>Adds a method of the instances.</summary>
    public BsonClassBuilder Method<T>(string name, Func<T, ScriptArguments, JsValue> body)
        where T : BsonValue
    {
        JsValue Call(JsValue self, JsValue[] arguments) => body(Self<T>(self, name), new ScriptArguments(engine, arguments));
        Result.Instances.FastSetProperty(name, new PropertyDescriptor(new ClrFunction(engine, name, Call), PropertyFlag.NonEnumerable));
        return this;
    }

    /// <summary>Adds a method whose result needs no arguments.</summary>
    public BsonClassBuilder Method<T>(string name, Func<T, JsValue> body)
        where T : BsonValue
        => Method<T>(name, (self, _) => body(self));

    /// <summary>Adds a read-only property of the instances.</summary>
    public BsonClassBuilder Property<T>(string name, Func<T, JsValue> read)
        where T : BsonValue
    {
        var getter = new ClrFunction(engine, name, (self, _) => read(Self<T>(self, name)));
        Result.Instances.FastSetProperty(name, new GetSetPropertyDescriptor(getter, null, enumerable: false, configurable: true));
        return this;
    }

    /// <summary>Adds <c>equals</c>: the same type and the same value.</summary>
    public BsonClassBuilder Equals<T>()
        where T : BsonValue
        => Method<T>("equals", static (self, arguments) => arguments.Bson(0) is { } other && self.Equals(other));

    /// <summary>A new object with one property, as many <c>toJSON</c> answer.</summary>
    public JsObject Object(string key, JsValue value)
    {
        var made = new JsObject(engine);
        made.FastSetDataProperty(key, value);
        return made;
    }

    private T Self<T>(JsValue self, string member)
        where T : BsonValue
        => self is BsonObject { Value: T value }
            ? value
            : throw new JavaScriptException(engine.Intrinsics.TypeError, $"{member} was called on a value of another type");
}
