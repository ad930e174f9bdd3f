using System;
using System.Security.Cryptography;
using System.Text.Json;

namespace AppServices.Server.Push;

/// <summary>What Google lets send messages: the JSON file of a service account. Source: app-folder 9.</summary>
internal sealed class ServiceAccount
{
    private static readonly Uri s_tokens = new("https://oauth2.googleapis.com/token");

    private ServiceAccount(string project, string email, string privateKey, Uri tokens) =>
        (Project, Email, PrivateKey, Tokens) = (project, email, privateKey, tokens);

    /// <summary>The project whose devices get messages.</summary>
    public string Project { get; }

    /// <summary>The account's name.</summary>
    public string Email { get; }

    /// <summary>Its private RSA key in PEM form.</summary>
    public string PrivateKey { get; }

    /// <summary>Where access tokens are given for it.</summary>
    public Uri Tokens { get; }

    /// <summary>The account of a secret; null when the secret is something else, such as the key of an API that is gone.</summary>
    public static ServiceAccount? TryParse(string secret)
    {
        try
        {
            using var file = JsonDocument.Parse(secret);
            if (file.RootElement.ValueKind != JsonValueKind.Object) return null;
            Uri? tokens = s_tokens;
            if (Text("token_uri") is { } address
                && !(Uri.TryCreate(address, UriKind.Absolute, out tokens) && tokens.Scheme is "http" or "https")) return null;
            if (Text("project_id") is not { } project || Text("client_email") is not { } email || Text("private_key") is not { } key)
                return null;
            using (var rsa = RSA.Create()) rsa.ImportFromPem(key);
            return new ServiceAccount(project, email, key, tokens);

            string? Text(string name) =>
                file.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
                    ? value.GetString()
                    : null;
        }
        catch (Exception error) when (error is JsonException or ArgumentException or CryptographicException)
        {
            return null;
        }
    }
}
