using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.OutgoingHttp;
using AppServices.Server.Settings;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AppServices.Server.Push;

/// <summary>What became of a message for one device or topic.</summary>
/// <param name="MessageId">Google's id of the message; null when it was not taken.</param>
/// <param name="Error">Why it was not; null when it was.</param>
/// <param name="IsGone">Whether the device's token works no more.</param>
internal sealed record PushResult(string? MessageId, string? Error, bool IsGone);

/// <summary>Sends messages by Firebase Cloud Messaging, HTTP v1. Source: app-folder 9.</summary>
internal sealed class PushSender(OutgoingClient client, PushSettings settings, TimeProvider clock)
{
    public const string ErrorCode = "GCMError";

    private const string Scope = "https://www.googleapis.com/auth/firebase.messaging";
    private const string Grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private const int MaxAtOnce = 10;
    private static readonly TimeSpan s_life = TimeSpan.FromMinutes(10);

    /// <summary>Sends a message to the devices that have subscribed to a topic, by the first of the app's services that can.</summary>
    /// <exception cref="OutgoingHttpException">The app has no service for it, or Google refused it.</exception>
    public async Task SendAsync(PushServices services, string topic, string text, CancellationToken cancellationToken)
    {
        if (services.All.Count == 0)
        {
            throw new OutgoingHttpException(
                "the app has no service of type 'gcm', which sends messages: make one, whose secret_config.apiKey names a "
                    + "secret with the JSON of a service account (Firebase console, Project settings, Service accounts)",
                ErrorCode);
        }
        PushService service = services.All.Values.FirstOrDefault(service => AccountOf(service) is not null) ?? services.All.Values.First();
        var message = new JsonObject { ["topic"] = topic, ["notification"] = new JsonObject { ["body"] = text } };
        IReadOnlyList<PushResult> results = await SendAsync(service, [message], cancellationToken);
        if (results[0].Error is { } error) throw new OutgoingHttpException(error, ErrorCode);
    }

    /// <summary>Sends messages, each for one device or topic.</summary>
    /// <param name="service">The service by which they are sent.</param>
    /// <param name="messages">The messages as HTTP v1 has them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What became of each, in their order.</returns>
    /// <exception cref="OutgoingHttpException">The service cannot send, or Google cannot be reached.</exception>
    public async Task<IReadOnlyList<PushResult>> SendAsync(
        PushService service, IReadOnlyList<JsonObject> messages, CancellationToken cancellationToken)
    {
        ServiceAccount account = AccountOf(service) ?? throw NoAccount(service);
        string token = await LogInAsync(account, cancellationToken);
        var url = new Uri(settings.Url, $"/v1/projects/{Uri.EscapeDataString(account.Project)}/messages:send");
        var results = new PushResult[messages.Count];
        await Parallel.ForAsync(
            0, messages.Count, new ParallelOptions { MaxDegreeOfParallelism = MaxAtOnce, CancellationToken = cancellationToken },
            async (i, ending) => results[i] = ToResult(url, await SendAsync(
                url, "application/json", new JsonObject { ["message"] = messages[i] }.ToJsonString(), token, ending)));
        return results;
    }

    private static ServiceAccount? AccountOf(PushService service) =>
        service.Secret.Value is { } secret ? ServiceAccount.TryParse(secret) : null;

    private static OutgoingHttpException NoAccount(PushService service) => new(
        service.Secret.Name is not { } secret
            ? $"service '{service.Name}' names no secret: set secret_config.apiKey to one with the JSON of a service account"
            : $"secret '{secret}', which service '{service.Name}' names, "
                + (service.Secret.Value is null ? "is missing" : "is no service account")
                + ": it must be the JSON of one (Firebase console, Project settings, Service accounts); Google takes no other keys",
        ErrorCode);

    private async Task<string> LogInAsync(ServiceAccount account, CancellationToken cancellationToken)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(account.PrivateKey);
        DateTimeOffset now = clock.GetUtcNow();
        var claims = new JsonObject
        {
            ["iss"] = account.Email,
            ["scope"] = Scope,
            ["aud"] = account.Tokens.AbsoluteUri,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + s_life).ToUnixTimeSeconds(),
        };
        // A key that is cached would be used after its end.
        var key = new RsaSecurityKey(rsa) { CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } };
        string assertion = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            claims.ToJsonString(), new SigningCredentials(key, SecurityAlgorithms.RsaSha256));
        OutgoingReply reply = await SendAsync(
            account.Tokens, "application/x-www-form-urlencoded", $"grant_type={Uri.EscapeDataString(Grant)}&assertion={assertion}",
            token: null, cancellationToken);
        if (Refusal(account.Tokens, reply) is { } refused) throw new OutgoingHttpException(refused, ErrorCode);
        return Text(reply.ReadObject(), "access_token")
            ?? throw new OutgoingHttpException($"{account.Tokens.Host} gave no access token for '{account.Email}'", ErrorCode);
    }

    private async Task<OutgoingReply> SendAsync(Uri url, string type, string body, string? token, CancellationToken cancellationToken)
    {
        List<HeaderLines> headers = [new("Content-Type", [type])];
        if (token is not null) headers.Add(new HeaderLines("Authorization", [$"Bearer {token}"]));
        try
        {
            return await client.SendAsync(
                new OutgoingRequest(HttpMethod.Post, url) { Headers = headers, Body = Encoding.UTF8.GetBytes(body) },
                static (_, _) => ValueTask.CompletedTask, cancellationToken);
        }
        catch (OutgoingHttpException error)
        {
            throw new OutgoingHttpException($"the message was not sent: {error.Message}", ErrorCode, error);
        }
    }

    private static PushResult ToResult(Uri url, OutgoingReply reply)
    {
        JsonObject? body = reply.ReadObject();
        if (Refusal(url, reply) is not { } refused) return new PushResult(Text(body, "name")?.Split('/')[^1] ?? "", null, IsGone: false);
        IEnumerable<JsonNode?> details = (body?["error"] as JsonObject)?["details"] as JsonArray ?? [];
        return new PushResult(null, refused, details.Any(detail => Text(detail as JsonObject, "errorCode") == "UNREGISTERED"));
    }

    // Both servers say it, in forms of their own.
    private static string? Refusal(Uri url, OutgoingReply reply)
    {
        if (reply.IsSuccess) return null;
        JsonObject? body = reply.ReadObject();
        JsonNode? reason = body?["error"] is JsonObject error ? error["message"] : body?["error_description"];
        return $"{url.Host} refused the message: {reply.Refusal(reason?.ToString())}";
    }

    private static string? Text(JsonObject? document, string name) =>
        document?[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
