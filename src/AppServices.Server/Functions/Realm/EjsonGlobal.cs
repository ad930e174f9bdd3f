using System.Text;
using AppServices.Server.Bson;
using AppServices.Server.Functions.Values;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace AppServices.Server.Functions.Realm;

/// <summary>The global <c>EJSON</c>, canonical in both directions (app-folder 4.6).</summary>
internal static class EjsonGlobal
{
    // About the bytes of a document by the letters of its text.
    private const double ParsedLetter = 20;

    public static JsObject Create(FunctionRealm realm)
    {
        Engine engine = realm.Engine;
        var global = new JsObject(engine);
        global.FastSetDataProperty("parse", new ClrFunction(engine, "parse", (_, arguments) => Parse(realm, arguments.At(0)), 1));
        global.FastSetDataProperty(
            "stringify", new ClrFunction(engine, "stringify", (_, arguments) => Stringify(realm, arguments.At(0)), 1));
        return global;
    }

    // An object is taken for its own JSON, as the hosted runtime did.
    private static JsValue Parse(FunctionRealm realm, JsValue value)
    {
        string text = value is ObjectInstance ? Text(realm, value) : TypeConverter.ToString(value);
        realm.Budget.Afford(text.Length * ParsedLetter);
        try
        {
            return realm.Values.ToScript(EjsonReader.Parse(Encoding.UTF8.GetBytes(text)));
        }
        catch (EjsonFormatException error)
        {
            throw realm.Error($"EJSON.parse: {error.Message}");
        }
    }

    private static JsValue Stringify(FunctionRealm realm, JsValue value) => value.IsUndefined() ? JsValue.Undefined : Text(realm, value);

    private static string Text(FunctionRealm realm, JsValue value) =>
        EjsonWriter.ToText(new ResultReader(realm).Read(value));
}
