using Jint;
using Jint.Native;
using Jint.Native.Json;
using Jint.Native.Object;
using Jint.Runtime;

namespace AppServices.Server.Functions.Running;

/// <summary>What the client reads about a value that was thrown (app-folder 4.10).</summary>
internal static class ScriptErrors
{
    private const int MaxLength = 4096;

    /// <summary>An error as <c>Type: message</c>, text as it is, anything else as JSON. Runs script.</summary>
    public static string Describe(Engine engine, JsValue thrown)
    {
        string text;
        try
        {
            text = thrown is ObjectInstance instance ? Describe(engine, instance) : Text(thrown);
        }
        catch (JavaScriptException)
        {
            // Its toJSON or a getter threw in turn.
            return "an error that cannot be shown was thrown";
        }
        return text.Length <= MaxLength ? text : text[..MaxLength] + "...";
    }

    /// <summary>Whether a value is an Error of any class.</summary>
    public static bool IsError(JsValue value) => value is Jint.Native.Error.ErrorInstance;

    private static string Describe(Engine engine, ObjectInstance instance)
    {
        if (!IsError(instance)) return new JsonSerializer(engine).Serialize(instance).ToString();
        string name = Text(instance.Get("name"));
        string message = Text(instance.Get("message"));
        return message.Length == 0 ? name : $"{name}: {message}";
    }

    // No conversion makes a text of a symbol; String(symbol) does.
    private static string Text(JsValue value) => value.IsSymbol() ? value.ToString() : TypeConverter.ToString(value);
}
