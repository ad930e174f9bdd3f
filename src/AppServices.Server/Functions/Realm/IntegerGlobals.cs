using System.Numerics;
using AppServices.Server.Functions.Reading;
using Jint;
using Jint.Native;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace AppServices.Server.Functions.Realm;

/// <summary>What the operators ask that <see cref="IntegerBounds"/> finds.</summary>
internal static class IntegerGlobals
{
    /// <summary>The bits that an integer may have: twenty thousand digits, which are multiplied and written in no time.</summary>
    public const int MaxBits = 65_536;

    public static void AddTo(Options options)
    {
        options.AddLazyGlobal(IntegerBounds.Bounded, static engine => new ClrFunction(engine, "", (_, arguments) =>
            arguments.At(0) is JsBigInt value && ((BigInteger)value.ToObject()!).GetBitLength() > MaxBits
                ? throw TooLarge(engine)
                : arguments.At(0)));
        options.AddLazyGlobal(IntegerBounds.Exponent, static engine => new ClrFunction(engine, "", (_, arguments) =>
            arguments.At(0) is JsBigInt value && (BigInteger)value.ToObject()! > MaxBits ? throw TooLarge(engine) : arguments.At(0)));
    }

    private static JavaScriptException TooLarge(Engine engine) => 
        new(engine.Construct(engine.Global.Get("RangeError"), new JsString("Maximum BigInt size exceeded")));
}
