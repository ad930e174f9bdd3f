using System.Security;
using System.Text.Json;
using AppServices.Http;

namespace AppServices;

/// <summary>An API key that a user made to log in with. Source: client-api 5.</summary>
/// <param name="Id">The service's id of the key.</param>
/// <param name="Name">The name, unique for its user.</param>
/// <param name="IsEnabled">Whether it can be used to log in.</param>
/// <param name="Key">The key itself, which the service tells once, when it is made; null ever after.</param>
public sealed record UserApiKey(string Id, string Name, bool IsEnabled, SecureString? Key = null)
{
    /// <summary>The name.</summary>
    public override string ToString() => Name;

    internal static UserApiKey? Read(JsonElement document) =>
        JsonReply.Text(document, "_id") is { } id && JsonReply.Text(document, "name") is { } name
            ? new UserApiKey(id, name, !IsDisabled(document), JsonReply.Text(document, "key") is { } key ? Secrets.Hide(key) : null)
            : null;

    private static bool IsDisabled(JsonElement document) =>
        document.TryGetProperty("disabled", out JsonElement disabled) && disabled.ValueKind == JsonValueKind.True;
}
