using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AppServices.Tests.Auth;

/// <summary>Signs tokens as another issuer does.</summary>
internal sealed class Issuer(SecurityKey key, string algorithm)
{
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    public SecurityKey Key => key;

    public static Issuer WithSecret(string secret) => new(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret)), SecurityAlgorithms.HmacSha256);

    public static Issuer WithNewKey(string? keyId = null) => WithKey(RSA.Create(2048), keyId);

    public static Issuer WithKey(RSA key, string? keyId) => new(new RsaSecurityKey(key) { KeyId = keyId }, SecurityAlgorithms.RsaSha256);

    /// <summary>The public key as PEM.</summary>
    public string Pem => ((RsaSecurityKey)key).Rsa.ExportSubjectPublicKeyInfoPem();

    /// <summary>The public key for a key set.</summary>
    public object Jwk
    {
        get
        {
            RSAParameters rsa = ((RsaSecurityKey)key).Rsa.ExportParameters(false);
            return new { kty = "RSA", use = "sig", alg = "RS256", kid = key.KeyId, n = Base64UrlEncoder.Encode(rsa.Modulus!), e = Base64UrlEncoder.Encode(rsa.Exponent!) };
        }
    }

    /// <summary>A token with exactly these claims; those that are null are left out.</summary>
    public string Sign(params (string Name, object? Value)[] claims)
    {
        Dictionary<string, object?> payload = claims.Where(claim => claim.Value is not null).ToDictionary(claim => claim.Name, claim => claim.Value);
        return _handler.CreateToken(JsonSerializer.Serialize(payload), new SigningCredentials(key, algorithm));
    }

    /// <summary>A token that is good for an hour of a clock, with further claims or others.</summary>
    public string SignGood(TimeProvider clock, params (string Name, object? Value)[] claims)
    {
        (string, object?)[] usual =
        [
            ("sub", "external-mia"), ("aud", Server.AppServerFixture.QuickstartAppId),
            ("exp", clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds()), ("iat", clock.GetUtcNow().ToUnixTimeSeconds()),
        ];
        return Sign([.. usual.Where(claim => claims.All(other => other.Name != claim.Item1)), .. claims]);
    }
}
