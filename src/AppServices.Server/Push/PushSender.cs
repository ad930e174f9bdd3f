using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.OutgoingHttp;
using AppServices.Server.Settings;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AppServices.Server.Push;

/// <summary>Sends messages by Firebase Cloud Messaging, HTTP v1. Source: app-folder 9.</summary>
internal sealed class PushSender(OutgoingClient client, PushSettings settings, TimeProvider clock)
{
    private const string Code = "GCMError";
    private const string Scope = "https://www.googleapis.com/auth/firebase.messaging";
    private const string Grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private const int MaxReason = 500;
    private static readonly TimeSpan s_life = TimeSpan.FromMinutes(10);

    /// <summary>Sends a message to the devices that have subscribed to a topic.</summary>
    /// <exception cref="ApiException">The app has no service for it, or Google refused it.</exception>
    public async Task SendAsync(PushServices services, string topic, string text, CancellationToken cancellationToken)
    {
        ServiceAccount account = AccountOf(services);
        string token = await LogInAsync(account, cancellationToken);
        var message = new JsonObject
        {
            ["message"] = new JsonObject { ["topic"] = topic, ["notification"] = new JsonObject { ["body"] = text } },
        };
        await SendAsync(
            new Uri(settings.Url, $"/v1/projects/{Uri.EscapeDataString(account.Project)}/messages:send"), "application/json",
            message.ToJsonString(), token, cancellationToken);
    }

    private static ServiceAccount AccountOf(PushServices services)
    {
        if (services.All.Count == 0)
        {
            throw new ApiException(
                400, Code, "the app has no service of type 'gcm', which sends messages: make one, whose secret_config.apiKey names a "
                    + "secret with the JSON of a service account (Firebase console, Project settings, Service accounts)");
        }
        foreach (PushService service in services.All.Values)
            if (service.Secret is { } secret && ServiceAccount.TryParse(secret) is { } account) return account;
        (string name, PushService first) = services.All.First();
        throw new ApiException(
            400, Code, string.IsNullOrEmpty(first.SecretName)
                ? $"service '{name}' names no secret: set secret_config.apiKey to one with the JSON of a service account"
                : $"secret '{first.SecretName}', which service '{name}' names, "
                    + (first.Secret is null ? "is missing" : "is no service account")
                    + ": it must be the JSON of one (Firebase console, Project settings, Service accounts); Google takes no other keys");
    }

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
        byte[] reply = await SendAsync(
            account.Tokens, "application/x-www-form-urlencoded", $"grant_type={Uri.EscapeDataString(Grant)}&assertion={assertion}",
            token: null, cancellationToken);
        return Parse(reply)?["access_token"] is JsonValue value && value.TryGetValue(out string? token)
            ? token
            : throw new ApiException(400, Code, $"{account.Tokens.Host} gave no access token for '{account.Email}'");
    }

    private async Task<byte[]> SendAsync(Uri url, string type, string body, string? token, CancellationToken cancellationToken)
    {
        List<HeaderLines> headers = [new("Content-Type", [type])];
        if (token is not null) headers.Add(new HeaderLines("Authorization", [$"Bearer {token}"]));
        try
        {
            OutgoingReply reply = await client.SendAsync(
                new OutgoingRequest(HttpMethod.Post, url) { Headers = headers, Body = Encoding.UTF8.GetBytes(body) },
                static (_, _) => ValueTask.CompletedTask, cancellationToken);
            if (reply.StatusCode is >= 200 and < 300) return reply.Body;
            string reason = ReasonOf(reply.Body);
            throw new ApiException(400, Code, $"{url.Host} refused the message: {reply.Status}{(reason.Length > 0 ? ", " + reason : "")}");
        }
        catch (OutgoingHttpException error)
        {
            throw new ApiException(400, Code, $"the message was not sent: {error.Message}");
        }
    }

    // Both servers say it, in forms of their own.
    private static string ReasonOf(byte[] body)
    {
        JsonNode? reply = Parse(body);
        string text = (reply?["error"] is JsonObject error ? error["message"] : reply?["error_description"])?.ToString() ?? "";
        return text.Length > MaxReason ? text[..MaxReason] : text;
    }

    private static JsonObject? Parse(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
