using System;
using System.Linq;
using System.Text;
using Jint.Native;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace AppServices.Server.Functions.Realm;

/// <summary>The globals <c>atob</c> and <c>btoa</c>, on strings of bytes as in browsers.</summary>
internal static class TextGlobals
{
    private const double Copies = 4;

    private static readonly JsString s_encode = new("btoa"), s_decode = new("atob");

    public static void AddTo(FunctionRealm realm)
    {
        realm.AddGlobal(s_encode, realm, static realm =>
            new ClrFunction(realm.Engine, "btoa", (_, arguments) => Encode(realm, arguments), 1));
        realm.AddGlobal(s_decode, realm, static realm =>
            new ClrFunction(realm.Engine, "atob", (_, arguments) => Decode(realm, arguments), 1));
    }

    private static JsValue Encode(FunctionRealm realm, JsValue[] arguments)
    {
        string text = Text(realm, arguments);
        return text.All(static letter => letter <= '\u00FF')
            ? Convert.ToBase64String(Encoding.Latin1.GetBytes(text))
            : throw realm.Error("btoa: a character is outside of Latin-1");
    }

    private static JsValue Decode(FunctionRealm realm, JsValue[] arguments)
    {
        string text = string.Concat(Text(realm, arguments).Where(static letter => !char.IsWhiteSpace(letter)));
        string padded = text.PadRight((text.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length / 4 * 3];
        return Convert.TryFromBase64String(padded, bytes, out int length)
            ? Encoding.Latin1.GetString(bytes, 0, length)
            : throw realm.Error("atob: the text is not base64");
    }

    private static string Text(FunctionRealm realm, JsValue[] arguments)
    {
        realm.Budget.Afford(NativeNeeds.Size(arguments.At(0)) * Copies);
        return TypeConverter.ToString(arguments.At(0));
    }
}
