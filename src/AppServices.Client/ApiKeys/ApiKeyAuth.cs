using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Security;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Http;

namespace AppServices;

/// <summary>
/// The API keys of a user. The service wants the refresh token for them, so a refusal ends the session. Source: client-api 5.
/// </summary>
/// <param name="session">The user.</param>
public sealed class ApiKeyAuth(AppSession session)
{
    private const string Path = "/auth/api_keys";
    private const string OneKey = "an API key with '_id' and 'name'";

    /// <summary>Makes a key.</summary>
    /// <param name="name">ASCII letters, digits, underscores and hyphens; unique for the user.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops waiting; the key may have been made.</param>
    /// <returns>The key, with its secret.</returns>
    /// <exception cref="AppServicesException">The name is taken or not allowed, or the service could not be reached.</exception>
    public async Task<UserApiKey> CreateAsync(string name, RequestOptions options, CancellationToken cancellationToken)
    {
        var request = new AppRequest(
            HttpMethod.Post, Path, $"Creating API key '{name}'",
            JsonBody.Write(name, static (body, name) => body.WriteString("name", name)));
        AppReply reply = await session.SendWithRefreshTokenAsync(request, options, cancellationToken).ConfigureAwait(false);
        return JsonReply.Read(reply, request.Action, "an API key with '_id', 'name' and 'key'", root =>
            UserApiKey.Read(root) is { Key: not null } key ? key : null);
    }

    /// <summary>Gets one key, without its secret.</summary>
    /// <exception cref="AppServicesException">The user has no such key, or the service could not be reached.</exception>
    public async Task<UserApiKey> FetchAsync(string id, RequestOptions options, CancellationToken cancellationToken)
    {
        var request = new AppRequest(HttpMethod.Get, PathOf(id), $"Fetching API key '{id}'");
        AppReply reply = await session.SendWithRefreshTokenAsync(request, options, cancellationToken).ConfigureAwait(false);
        return JsonReply.Read(reply, request.Action, OneKey, UserApiKey.Read);
    }

    /// <summary>Gets all keys, the oldest first, without their secrets.</summary>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public async Task<IReadOnlyList<UserApiKey>> FetchAllAsync(RequestOptions options, CancellationToken cancellationToken)
    {
        var request = new AppRequest(HttpMethod.Get, Path, "Fetching the user's API keys");
        AppReply reply = await session.SendWithRefreshTokenAsync(request, options, cancellationToken).ConfigureAwait(false);
        return JsonReply.ReadArray(reply, request.Action, "an array of API keys", UserApiKey.Read);
    }

    /// <summary>Lets a key be used to log in.</summary>
    /// <exception cref="AppServicesException">The user has no such key, or the service could not be reached.</exception>
    public Task EnableAsync(string id, RequestOptions options, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, PathOf(id) + "/enable", $"Enabling API key '{id}'", options, cancellationToken);

    /// <summary>Keeps a key from being used to log in.</summary>
    /// <exception cref="AppServicesException">The user has no such key, or the service could not be reached.</exception>
    public Task DisableAsync(string id, RequestOptions options, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, PathOf(id) + "/disable", $"Disabling API key '{id}'", options, cancellationToken);

    /// <summary>Deletes a key for good.</summary>
    /// <exception cref="AppServicesException">The user has no such key, or the service could not be reached.</exception>
    public Task DeleteAsync(string id, RequestOptions options, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, PathOf(id), $"Deleting API key '{id}'", options, cancellationToken);

    private Task<AppReply> SendAsync(
        HttpMethod method, string path, string action, RequestOptions options, CancellationToken cancellationToken) =>
        session.SendWithRefreshTokenAsync(new AppRequest(method, path, action), options, cancellationToken);

    private static string PathOf(string id) => $"{Path}/{Uri.EscapeDataString(id)}";
}

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
