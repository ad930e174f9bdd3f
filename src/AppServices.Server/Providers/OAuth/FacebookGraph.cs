using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Providers.ForeignTokens;

namespace AppServices.Server.Providers.OAuth;

/// <summary>
/// Asks Facebook whose an access token is, and whether it was made for this app: another app's token must not log in here.
/// </summary>
internal sealed class FacebookGraph(OAuthSettings settings, ProviderPlaces places, ProviderHttp http, TimeProvider clock)
{
    /// <summary>Where a profile field is in the reply, when not under its own name.</summary>
    public static IReadOnlyDictionary<string, string> FieldSources { get; } = new Dictionary<string, string>
    {
        ["picture"] = "picture.data.url",
        ["min_age"] = "age_range.min",
        ["max_age"] = "age_range.max",
    };

    /// <exception cref="BadTokenException">The token is not good, or for another app.</exception>
    /// <exception cref="ProviderUnreachableException">Facebook does not answer.</exception>
    public async Task<(string Id, JsonElement User)> ReadUserAsync(string token, CancellationToken cancellationToken)
    {
        string id = await InspectAsync(token, cancellationToken);
        string proof = Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(settings.ClientSecret!), Encoding.UTF8.GetBytes(token)));
        JsonElement? user = await GetAsync(
            $"me?fields={Fields()}&access_token={Uri.EscapeDataString(token)}&appsecret_proof={proof}", cancellationToken);
        return user is { } found && Text(found, "id") == id
            ? (id, found)
            : throw new BadTokenException("it does not allow to read its user");
    }

    private async Task<string> InspectAsync(string token, CancellationToken cancellationToken)
    {
        string app = Uri.EscapeDataString($"{settings.ClientId}|{settings.ClientSecret}");
        JsonElement? reply = await GetAsync($"debug_token?input_token={Uri.EscapeDataString(token)}&access_token={app}", cancellationToken);
        if (reply is not { } found || ProfileFields.Find(found, ["data"]) is not { ValueKind: JsonValueKind.Object } data)
            throw new BadTokenException("it cannot be inspected");
        if (ProfileFields.Find(data, ["is_valid"]) is not { ValueKind: JsonValueKind.True }) throw new BadTokenException("it is not valid");
        if (Text(data, "app_id") != settings.ClientId) throw new BadTokenException("it is for another app");
        if (ProfileFields.Find(data, ["expires_at"]) is { ValueKind: JsonValueKind.Number } end && end.GetInt64() is > 0 and var seconds
            && seconds <= clock.GetUtcNow().ToUnixTimeSeconds()) throw new BadTokenException("it has expired");
        return Text(data, "user_id") is { Length: > 0 } id ? id : throw new BadTokenException("it has no user");
    }

    private string Fields()
    {
        IEnumerable<string> wanted = settings.Fields.Select(
            field => FieldSources.GetValueOrDefault(field.Path[0], field.Path[0]).Split('.')[0]);
        IEnumerable<string> needed = settings.Domains.Count > 0 ? ["id", "email"] : ["id"];
        return Uri.EscapeDataString(string.Join(',', needed.Concat(wanted).Distinct()));
    }

    private async Task<JsonElement?> GetAsync(string relative, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{places.GraphEndpoint.ToString().TrimEnd('/')}/{relative}"));
        return await http.SendAsync("the Graph endpoint", request, cancellationToken);
    }

    private static string? Text(JsonElement element, string name) =>
        ProfileFields.Find(element, [name]) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
