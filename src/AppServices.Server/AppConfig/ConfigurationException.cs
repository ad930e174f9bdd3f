using System;
using System.Text.Json;

namespace AppServices.Server.AppConfig;

/// <summary>
/// Something in an app or in what the operator says is wrong; the message names file, line and column where there are any.
/// </summary>
internal class ConfigurationException(string message) : Exception(message)
{
    public static ConfigurationException At(string file, string message) => new($"{file}: {message}");

    public static ConfigurationException At(string file, int line, int column, string message) => new($"{file}:{line}:{column}: {message}");

    public static ConfigurationException CannotRead(string path, Exception error) => At(path, $"This cannot be read: {error.Message}");

    public static ConfigurationException At(string file, JsonException error)
    {
        string reason = error.Message.Split(" LineNumber:")[0];
        // What the library would have a programmer do, the operator cannot.
        int advice = reason.IndexOf(" Change the reader options", StringComparison.Ordinal);
        if (advice > 0) reason = reason[..advice];
        return At(file, (int)(error.LineNumber ?? 0) + 1, (int)(error.BytePositionInLine ?? 0) + 1, $"The JSON is broken: {reason}");
    }
}

/// <summary>The operator has not supplied a secret that the app names, so what needs it is closed.</summary>
internal sealed class MissingSecretException(ConfigFile name) : ConfigurationException(name.Wrong(
    $"secret '{name.Text()}' is missing; {SecretStore.WhereToPut(name.Text())}").Message)
{
    /// <summary>The secret's name, as the file says it.</summary>
    public ConfigFile Name => name;
}
