using Jint;
using Jint.Native;
using Jint.Native.Json;
using Jint.Native.Object;
using Jint.Runtime;

namespace AppServices.Server.Functions.Running;

/// <summary>What the client reads about a value that was thrown (app-config.md 4.10).</summary>
internal static class ScriptErrors
{
    /// <summary>An error as <c>Type: message</c>, text as it is, anything else as JSON.</summary>
    public static string Describe(Engine engine, JsValue thrown)
    {
        if (thrown is not ObjectInstance instance) return thrown.ToString();
        try
        {
            if (!IsError(instance)) return new JsonSerializer(engine).Serialize(instance).ToString();
            string name = TypeConverter.ToString(instance.Get("name"));
            string message = TypeConverter.ToString(instance.Get("message"));
            return message.Length == 0 ? name : $"{name}: {message}";
        }
        catch (JavaScriptException)
        {
            // Its toJSON or a getter threw in turn.
            return "an error that cannot be shown was thrown";
        }
    }

    /// <summary>Whether a value is an Error of any class.</summary>
    public static bool IsError(JsValue value) => value is Jint.Native.Error.ErrorInstance;
}
