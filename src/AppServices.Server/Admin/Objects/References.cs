using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.Secrets;
using AppServices.Server.Errors;

namespace AppServices.Server.Admin.Objects;

/// <summary>Names and ids of what the objects of a definition can refer to.</summary>
/// <param name="clientAppId">The app.</param>
/// <param name="files">Its files.</param>
/// <param name="secrets">Its secrets.</param>
internal sealed class References(string clientAppId, AppFileSet files, IReadOnlyList<SecretRecord> secrets)
{
    private const string NoId = "000000000000000000000000";

    private static readonly string[] s_naming = ["triggers", "https_endpoints", "auth", "log_forwarders", "graphql/custom_resolvers"];

    public AppFileSet Files => files;

    /// <summary>The notes of ids.</summary>
    public ObjectIds Ids { get; } = new(clientAppId, files);

    public string IdOf(string kind, string name) => Ids.Of(kind, name);

    /// <summary>The id of a function; 24 zeros for none.</summary>
    public string FunctionId(string? name) => string.IsNullOrEmpty(name) ? NoId : IdOf(FunctionKind.Id, name);

    /// <summary>The function that an id or a name is about; null when neither says one.</summary>
    /// <exception cref="ApiException">There is no such function.</exception>
    public string? Function(string? id, string? name)
    {
        if (string.IsNullOrEmpty(id) || id == NoId) return string.IsNullOrEmpty(name) ? null : RequireFunction(name);
        return FunctionKind.Instance.List(files).FirstOrDefault(known => FunctionId(known.Name) == id)?.Name
            ?? throw new ApiException(400, "FunctionNotFound", $"function not found: '{id}'");
    }

    /// <summary>The service that an id or a name is about; null when neither says one.</summary>
    /// <exception cref="ApiException">There is no such service.</exception>
    public DefinitionObject? Service(string? id, string? name) => string.IsNullOrEmpty(id) && string.IsNullOrEmpty(name)
        ? null
        : ServiceKind.Instance.List(files)
            .FirstOrDefault(known => string.IsNullOrEmpty(id) ? known.Name == name : ServiceId(known.Name) == id)
            ?? throw new ApiException(400, "ServiceNotFound", $"service not found: '{(string.IsNullOrEmpty(id) ? name : id)}'");

    /// <summary>The id of a service.</summary>
    public string ServiceId(string name) => IdOf(ServiceKind.Id, name);

    /// <summary>The id of a secret; null for one that the API has not made.</summary>
    public string? SecretId(string? name) => secrets.FirstOrDefault(secret => secret.Name == name)?.Id;

    /// <summary>The secret that an id or a name is about; null when neither says one.</summary>
    /// <exception cref="ApiException">There is no such secret.</exception>
    public string? Secret(string? id, string? name) => string.IsNullOrEmpty(id) || id == NoId
        ? string.IsNullOrEmpty(name) ? null : name
        : secrets.FirstOrDefault(secret => secret.Id == id)?.Name ?? throw new ApiException(400, null, $"secret not found: \"{id}\"");

    /// <summary>Lets all that names a function or a service name it otherwise.</summary>
    /// <param name="isMeant">Which fields name one.</param>
    /// <param name="before">The old name.</param>
    /// <param name="after">The new one.</param>
    public void Rename(Predicate<string> isMeant, string before, string after)
    {
        foreach (string path in s_naming.SelectMany(files.Below).Where(path => path.EndsWith(".json", StringComparison.Ordinal)))
            if (files.Json(path) is { } value && Rename(value, isMeant, before, after)) files.Write(path, value);
    }

    private string RequireFunction(string name) => FunctionKind.Instance.List(files).Any(known => known.Name == name)
        ? name
        : throw new ApiException(400, "FunctionNotFound", $"function not found: '{name}'");

    private static bool Rename(JsonNode value, Predicate<string> isMeant, string before, string after)
    {
        bool isChanged = false;
        if (value is JsonArray items)
        {
            foreach (JsonNode item in items.OfType<JsonNode>()) isChanged |= Rename(item, isMeant, before, after);
        }
        else if (value is JsonObject fields)
        {
            foreach ((string name, JsonNode? field) in fields.ToArray())
            {
                if (field is JsonValue text && isMeant(name) && text.TryGetValue(out string? known) && known == before)
                {
                    fields[name] = after;
                    isChanged = true;
                }
                else if (field is JsonObject or JsonArray)
                {
                    isChanged |= Rename(field, isMeant, before, after);
                }
            }
        }
        return isChanged;
    }
}
