using System;
using System.Text;
using System.Text.Json;
using AppServices.Http;

namespace AppServices.Sessions;

/// <summary>What a client reads in an access token, whose signature only the service can check. Source: client-api 3.1.</summary>
/// <param name="ExpiresAt">When the service stops accepting the token, by its own clock.</param>
/// <param name="CustomData">The user's custom data document as Extended JSON in UTF-8; null when there is none.</param>
internal sealed record AccessTokenClaims(DateTimeOffset ExpiresAt, ReadOnlyMemory<byte>? CustomData)
{
    /// <summary>The custom data that a token carries; null when it carries none.</summary>
    public static ReadOnlyMemory<byte>? ReadCustomData(string token) =>
        TryRead(token, out AccessTokenClaims? claims) ? claims!.CustomData : null;

    public static bool TryRead(string token, out AccessTokenClaims? claims)
    {
        claims = null;
        string[] parts = token.Split('.');
        if (parts.Length != 3 || !TryDecode(parts[1], out byte[] payload)) return false;
        try
        {
            using JsonDocument document = JsonDocument.Parse(payload, JsonReply.AnyDepth);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } root
                || !TryGetSeconds(root, "exp", out long expires)
                || !TryGetSeconds(root, "iat", out _)) return false;
            byte[]? data = root.TryGetProperty("user_data", out JsonElement userData) && userData.ValueKind == JsonValueKind.Object
                ? Encoding.UTF8.GetBytes(userData.GetRawText())
                : null;
            // A null array would become an empty memory, which is not null.
            claims = new AccessTokenClaims(DateTimeOffset.FromUnixTimeSeconds(expires), data is null ? (ReadOnlyMemory<byte>?)null : data);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryGetSeconds(JsonElement claims, string name, out long seconds)
    {
        seconds = 0;
        return claims.TryGetProperty(name, out JsonElement value)
            && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out seconds)
            && seconds is >= 0 and <= 253402300799;      // the year 9999
    }

    private static bool TryDecode(string base64Url, out byte[] bytes)
    {
        string text = base64Url.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        text += new string('=', (4 - text.Length % 4) % 4);
        try
        {
            bytes = Convert.FromBase64String(text);
            return true;
        }
        catch (FormatException)
        {
            bytes = [];
            return false;
        }
    }
}
