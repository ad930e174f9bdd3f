using System;
using System.Linq;
using System.Text;
using Jint;
using Jint.Native;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace AppServices.Server.Functions.Realm;

/// <summary>The globals <c>atob</c> and <c>btoa</c>, on strings of bytes as in browsers.</summary>
internal static class TextGlobals
{
    public static void AddTo(Options options)
    {
        options.AddLazyGlobal("btoa", static engine => new ClrFunction(engine, "btoa", (_, arguments) => Encode(engine, arguments), 1));
        options.AddLazyGlobal("atob", static engine => new ClrFunction(engine, "atob", (_, arguments) => Decode(engine, arguments), 1));
    }

    private static JsValue Encode(Engine engine, JsValue[] arguments)
    {
        string text = TypeConverter.ToString(arguments.At(0));
        return text.All(static letter => letter <= '\u00FF')
            ? Convert.ToBase64String(Encoding.Latin1.GetBytes(text))
            : throw new JavaScriptException(engine.Intrinsics.Error, "btoa: a character is outside of Latin-1");
    }

    private static JsValue Decode(Engine engine, JsValue[] arguments)
    {
        string text = string.Concat(TypeConverter.ToString(arguments.At(0)).Where(static letter => !char.IsWhiteSpace(letter)));
        string padded = text.PadRight((text.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length / 4 * 3];
        return Convert.TryFromBase64String(padded, bytes, out int length)
            ? Encoding.Latin1.GetString(bytes, 0, length)
            : throw new JavaScriptException(engine.Intrinsics.Error, "atob: the text is not base64");
    }
}
