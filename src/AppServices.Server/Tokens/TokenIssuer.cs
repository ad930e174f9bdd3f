using System;
using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Users;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using MongoDB.Bson;

namespace AppServices.Server.Tokens;

/// <summary>Makes and checks access and refresh tokens. Source: client-api 3.1, 3.2.</summary>
internal sealed class TokenIssuer(SigningKeys keys, TokenLifetimes lifetimes, TimeProvider clock)
{
    private const string CustomDataClaim = "user_data";
    private const string NoDevice = "000000000000000000000000";

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>A token for requests of the user.</summary>
    /// <param name="session">The session.</param>
    /// <param name="customData">The claim with custom user data, in JSON; null for none.</param>
    public string IssueAccess(SessionRecord session, string? customData)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return Sign(session, "access", now, now + lifetimes.Access, writer =>
        {
            writer.WriteString("iss", session.Id);
            if (customData is null) return;
            writer.WritePropertyName(CustomDataClaim);
            writer.WriteRawValue(customData);
        });
    }

    /// <summary>The token that access tokens are got with, for the whole life of the session.</summary>
    public string IssueRefresh(SessionRecord session)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return Sign(session, "refresh", now, session.IsAnonymous ? now + lifetimes.AnonymousRefresh : session.ExpiresAt, writer =>
        {
            writer.WriteString("baas_id", session.Id);
            writer.WriteString("stitch_id", session.Id);
            writer.WriteNull("baas_data");
            writer.WriteNull("stitch_data");
            WriteIdentity(writer, "baas_identity", session);
            WriteIdentity(writer, "stitch_ident", session);
        });
    }

    /// <summary>The claims of a token whose signature is ours, expired or not; null for any other text.</summary>
    public async ValueTask<TokenClaims?> ReadAsync(string token)
    {
        KnownTokens known = keys.Tokens;
        if (known.Find(token) is { } claims) return Copy(claims);
        if (await CheckAsync(token) is not { } read) return null;
        known.Add(token, read);
        return Copy(read);
    }

    // Whoever gets the data may change them.
    private static TokenClaims Copy(TokenClaims claims) =>
        claims.CustomData is { } data ? claims with { CustomData = data.DeepClone().AsBsonDocument } : claims;

    private async Task<TokenClaims?> CheckAsync(string token)
    {
        TokenValidationResult result = await _handler.ValidateTokenAsync(token, keys.Validation);
        // Another server may have begun to sign with a new key.
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException && await keys.RefreshAsync(CancellationToken.None))
            result = await _handler.ValidateTokenAsync(token, keys.Validation);
        if (!result.IsValid || result.SecurityToken is not JsonWebToken valid) return null;
        bool isRefresh = valid.TryGetPayloadValue("typ", out string type) && type == "refresh";
        return valid.TryGetPayloadValue("sub", out string user)
            && valid.TryGetPayloadValue(isRefresh ? "baas_id" : "iss", out string session)
            && valid.TryGetPayloadValue("baas_domain_id", out string domain)
            && valid.TryGetPayloadValue("exp", out long expires)
            ? new TokenClaims(user, session, domain, Device(valid), isRefresh, DateTimeOffset.FromUnixTimeSeconds(expires), Custom(valid))
            : null;
    }

    private static BsonDocument? Custom(JsonWebToken token) =>
        token.TryGetPayloadValue(CustomDataClaim, out JsonElement data) ? CustomData.FromClaim(data) : null;

    private static string? Device(JsonWebToken token) =>
        token.TryGetPayloadValue("baas_device_id", out string device) && device != NoDevice ? device : null;

    private string Sign(
        SessionRecord session, string type, DateTimeOffset issued, DateTimeOffset expires, Action<Utf8JsonWriter> writeOwnClaims)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("sub", session.UserId);
            writer.WriteString("typ", type);
            writer.WriteNumber("iat", issued.ToUnixTimeSeconds());
            writer.WriteNumber("exp", expires.ToUnixTimeSeconds());
            writer.WriteString("baas_device_id", session.DeviceId ?? NoDevice);
            writer.WriteString("stitch_devId", session.DeviceId ?? NoDevice);
            writer.WriteString("baas_domain_id", session.DomainId);
            writer.WriteString("stitch_domainId", session.DomainId);
            writeOwnClaims(writer);
            writer.WriteEndObject();
        }
        return _handler.CreateToken(Encoding.UTF8.GetString(buffer.WrittenSpan), keys.Credentials);
    }

    private static void WriteIdentity(Utf8JsonWriter writer, string name, SessionRecord session)
    {
        writer.WriteStartObject(name);
        writer.WriteString("id", session.Identity.Id);
        writer.WriteString("provider_type", session.Identity.ProviderType);
        writer.WriteString("provider_id", session.Identity.ProviderId);
        writer.WriteEndObject();
    }
}
