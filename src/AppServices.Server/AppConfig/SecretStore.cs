using System;
using System.Collections.Generic;
using System.Linq;

namespace AppServices.Server.AppConfig;

/// <summary>
/// The secrets that an export refers to by name only (app-folder 1.7): a JSON file of names and values, then the environment.
/// </summary>
internal sealed class SecretStore
{
    private readonly Dictionary<string, string> _secrets;
    private readonly IReadOnlyDictionary<string, string> _own;

    private SecretStore(Dictionary<string, string> secrets, IReadOnlyDictionary<string, string>? own = null) =>
        (_secrets, _own) = (secrets, own ?? new Dictionary<string, string>());

    /// <param name="path">The file; null for none.</param>
    /// <exception cref="ConfigurationException">The file is missing, or no object of strings.</exception>
    public static SecretStore Read(string? path)
    {
        if (path is null) return new SecretStore([]);
        ConfigFile file = ConfigFile.TryReadFile(path) ?? throw ConfigurationException.At(path, "The file of --secrets is missing.");
        return new SecretStore(file.Texts(StringComparer.Ordinal));
    }

    /// <summary>These secrets, and before them those that an app has of its own.</summary>
    public SecretStore With(IReadOnlyDictionary<string, string> own) => new(_secrets, own);

    /// <summary>Whether these are an app's own secrets.</summary>
    public bool Has(IReadOnlyDictionary<string, string> own) =>
        own.Count == _own.Count && own.All(secret => _own.TryGetValue(secret.Key, out string? value) && value == secret.Value);

    /// <summary>The environment variable that may hold a secret.</summary>
    public static string Variable(string name) => "APPSERVICES_SECRET_" + name;

    /// <summary>What the operator has to do about a secret that is missing.</summary>
    public static string WhereToPut(string name) => $"put it into the file of --secrets or into the environment as {Variable(name)}";

    public string? Find(string name) =>
        _own.TryGetValue(name, out string? value) || _secrets.TryGetValue(name, out value)
            ? value
            : Environment.GetEnvironmentVariable(Variable(name));

    /// <summary>The secret that a configuration value names.</summary>
    /// <exception cref="MissingSecretException">The operator has not supplied it.</exception>
    public string Require(ConfigFile name) => Find(name.Text()) ?? throw new MissingSecretException(name);
}
