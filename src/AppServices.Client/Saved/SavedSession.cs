using System;
using System.Text.Json;
using AppServices.Http;

namespace AppServices;

/// <summary>What a session needs to go on in another process: no password, no key, no access token (cmdlets D2).</summary>
/// <param name="AppId">The client app id.</param>
/// <param name="BaseUri">The address the app is located through.</param>
/// <param name="UserId">The service's id of the user.</param>
/// <param name="DeviceId">The id the service gave the device; null when it gave none.</param>
/// <param name="RefreshToken">The refresh token, which is as good as a password until the session ends.</param>
public sealed record SavedSession(string AppId, Uri BaseUri, string UserId, string? DeviceId, string RefreshToken)
{
    private const int FormatVersion = 1;

    /// <summary>The proxy through which the service was reached; null for the system's.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Whether that proxy gets the credentials of the account.</summary>
    public bool ProxyUseDefaultCredentials { get; init; }

    /// <summary>The thumbprint of the certificate that was shown, for one from the system's store; null for none.</summary>
    public string? CertificateThumbprint { get; init; }

    /// <summary>Reads what <see cref="ToUtf8"/> wrote; null when it is anything else.</summary>
    public static SavedSession? Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8);
            JsonElement root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("version", out JsonElement version) && version.ValueKind == JsonValueKind.Number
                && version.TryGetInt32(out int number) && number == FormatVersion
                && JsonReply.Text(root, "appId") is { } appId
                && Uri.TryCreate(JsonReply.Text(root, "baseUri"), UriKind.Absolute, out Uri? baseUri)
                && JsonReply.Text(root, "userId") is { } userId
                && JsonReply.Text(root, "refreshToken") is { } token
                    ? new SavedSession(appId, baseUri, userId, JsonReply.Text(root, "deviceId"), token)
                    {
                        Proxy = Uri.TryCreate(JsonReply.Text(root, "proxy"), UriKind.Absolute, out Uri? proxy) ? proxy : null,
                        ProxyUseDefaultCredentials =
                            root.TryGetProperty("proxyUseDefaultCredentials", out JsonElement uses) && uses.ValueKind == JsonValueKind.True,
                        CertificateThumbprint = JsonReply.Text(root, "certificateThumbprint"),
                    }
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The session as JSON, to be kept where only its owner can read it.</summary>
    public ReadOnlyMemory<byte> ToUtf8() => JsonBody.Write(this, static (json, session) =>
    {
        json.WriteNumber("version", FormatVersion);
        json.WriteString("appId", session.AppId);
        json.WriteString("baseUri", session.BaseUri.OriginalString);
        json.WriteString("userId", session.UserId);
        if (session.DeviceId is not null) json.WriteString("deviceId", session.DeviceId);
        json.WriteString("refreshToken", session.RefreshToken);
        if (session.Proxy is not null) json.WriteString("proxy", session.Proxy.OriginalString);
        if (session.ProxyUseDefaultCredentials) json.WriteBoolean("proxyUseDefaultCredentials", true);
        if (session.CertificateThumbprint is not null) json.WriteString("certificateThumbprint", session.CertificateThumbprint);
    });

    /// <summary>The same session with how the service is reached, as far as that is kept.</summary>
    public SavedSession Through(AppConnection connection) => this with
    {
        Proxy = connection.Proxy,
        ProxyUseDefaultCredentials = connection.ProxyUseDefaultCredentials,
        CertificateThumbprint = connection.IsCertificateStored ? connection.CertificateThumbprint : null,
    };

    /// <summary>How the service was reached, as far as that is kept: no password of a proxy, and no trust that was given unseen.</summary>
    /// <exception cref="AppServicesException">The certificate that was shown is not here.</exception>
    public AppConnection ToConnection() => new(storedCertificate: CertificateThumbprint)
    {
        Proxy = Proxy,
        ProxyUseDefaultCredentials = ProxyUseDefaultCredentials,
    };

    /// <summary>Says whose, never the token.</summary>
    public override string ToString() => $"Session of user {UserId} of app {AppId}";
}
