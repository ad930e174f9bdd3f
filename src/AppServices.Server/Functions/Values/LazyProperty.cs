using System;
using Jint.Native;
using Jint.Runtime.Descriptors;

namespace AppServices.Server.Functions.Values;

/// <summary>A data property whose value is made when a script first reads it.</summary>
internal sealed class LazyProperty(Func<JsValue> make)
    : PropertyDescriptor(PropertyFlag.ConfigurableEnumerableWritable | PropertyFlag.CustomJsValue)
{
    private JsValue? _value;

    protected override JsValue? CustomValue
    {
        get => _value ??= make();
        set => _value = value;
    }
}
