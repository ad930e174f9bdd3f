using System.Numerics;
using AppServices.Server.Functions.Reading;
using Jint;
using Jint.Native;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace AppServices.Server.Functions.Realm;

/// <summary>What is asked that <see cref="SourceBounds"/> finds.</summary>
internal static class BoundGlobals
{
    /// <summary>The bits that an integer may have: twenty thousand digits, which are multiplied and written in no time.</summary>
    public const int MaxBits = 65_536;

    public static void AddTo(Options options, ScriptCompilation compilation)
    {
        options.AddLazyGlobal(SourceBounds.Bounded, static engine => new ClrFunction(engine, "", (_, arguments) =>
            arguments.At(0) is JsBigInt value && ((BigInteger)value.ToObject()!).GetBitLength() > MaxBits
                ? throw TooLarge(engine)
                : arguments.At(0)));
        options.AddLazyGlobal(SourceBounds.Exponent, static engine => new ClrFunction(engine, "", (_, arguments) =>
            arguments.At(0) is JsBigInt value && (BigInteger)value.ToObject()! > MaxBits ? throw TooLarge(engine) : arguments.At(0)));
        options.AddLazyGlobal(SourceBounds.Source, engine => new ClrFunction(engine, "", (_, arguments) =>
            arguments.At(0) is JsString text ? compilation.Admit(text.ToString()) : arguments.At(0)));
    }

    private static JavaScriptException TooLarge(Engine engine) =>
        new(engine.Construct(engine.Global.Get("RangeError"), new JsString("Maximum BigInt size exceeded")));
}
