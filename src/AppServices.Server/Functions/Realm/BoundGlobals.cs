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

    private static readonly JsString s_bounded = new(SourceBounds.Bounded);
    private static readonly JsString s_exponent = new(SourceBounds.Exponent);
    private static readonly JsString s_source = new(SourceBounds.Source);

    public static void AddTo(FunctionRealm realm)
    {
        realm.AddGlobal(s_bounded, realm.Engine, static engine => new ClrFunction(engine, "", (_, arguments) =>
            arguments.At(0) is JsBigInt value && ((BigInteger)value.ToObject()!).GetBitLength() > MaxBits
                ? throw TooLarge(engine)
                : arguments.At(0)));
        realm.AddGlobal(s_exponent, realm.Engine, static engine => new ClrFunction(engine, "", (_, arguments) =>
            arguments.At(0) is JsBigInt value && (BigInteger)value.ToObject()! > MaxBits ? throw TooLarge(engine) : arguments.At(0)));
        realm.AddGlobal(s_source, realm, static realm => new ClrFunction(realm.Engine, "", (_, arguments) =>
            arguments.At(0) is JsString text ? realm.Compilation.Admit(text.ToString()) : arguments.At(0)));
    }

    private static JavaScriptException TooLarge(Engine engine) =>
        new(engine.Construct(engine.Global.Get("RangeError"), new JsString("Maximum BigInt size exceeded")));
}
