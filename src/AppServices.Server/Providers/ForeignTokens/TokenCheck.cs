using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AppServices.Server.Providers.ForeignTokens;

/// <summary>Checks tokens of another issuer. Source: app-folder 2.4, 2.6.</summary>
internal sealed class TokenCheck(TokenExpectations expectations, IKeySource keys, TimeProvider clock)
{
    /// <summary>How many characters a token may have.</summary>
    public const int MaxTokenLength = 1_000_000;

    private const int MaxSubjectLength = 4096;

    // Clocks differ a little: a token may be sent before our clock thinks that it begins. Nobody gains time by it.
    private static readonly TimeSpan s_early = TimeSpan.FromMinutes(1);

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = MaxTokenLength };

    /// <summary>What a good token claims.</summary>
    /// <exception cref="BadTokenException">The token is not good.</exception>
    /// <exception cref="Errors.ApiException">The issuer's keys cannot be had.</exception>
    public async Task<JsonElement> ReadClaimsAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length > MaxTokenLength) throw new BadTokenException($"it is longer than {MaxTokenLength} characters");
        JsonWebToken unproven = Parse(token);
        if (!expectations.Algorithms.Contains(unproven.Alg)) throw new BadTokenException("it is signed by another algorithm");
        IReadOnlyList<SecurityKey> signers = await keys.FindAsync(unproven.Kid is { Length: > 0 } keyId ? keyId : null, cancellationToken);
        if (signers.Count == 0) throw new BadTokenException("its issuer has no such key");
        TokenValidationResult result = await _handler.ValidateTokenAsync(token, Parameters(signers));
        if (!result.IsValid) throw new BadTokenException(Reason(result.Exception));
        JsonElement claims = JsonElement.Parse(Base64UrlEncoder.DecodeBytes(((JsonWebToken)result.SecurityToken).EncodedPayload));
        return Subject(claims) is { Length: > 0 and <= MaxSubjectLength } ? claims : throw new BadTokenException("it has no usable 'sub'");
    }

    /// <summary>Whom a good token is about.</summary>
    public static string Subject(JsonElement claims) =>
        claims.TryGetProperty("sub", out JsonElement subject) && subject.ValueKind == JsonValueKind.String ? subject.GetString()! : "";

    private TokenValidationParameters Parameters(IReadOnlyList<SecurityKey> signers) => new()
    {
        IssuerSigningKeys = signers,
        ValidAlgorithms = expectations.Algorithms,
        ValidateIssuer = expectations.Issuers.Count > 0,
        ValidIssuers = expectations.Issuers,
        AudienceValidator = (audiences, _, _) => expectations.IsFor([.. audiences]),
        LifetimeValidator = (begins, ends, _, _) =>
            ends is { } end && end > clock.GetUtcNow().UtcDateTime
                && (begins is not { } begin || begin <= clock.GetUtcNow().UtcDateTime + s_early),
    };

    private JsonWebToken Parse(string token)
    {
        try
        {
            return _handler.ReadJsonWebToken(token);
        }
        catch (ArgumentException)
        {
            throw new BadTokenException("it is no JSON Web Token");
        }
    }

    // The library's messages quote tokens; this says as much without.
    private static string Reason(Exception error) => error switch
    {
        SecurityTokenInvalidLifetimeException => "it has no 'exp', has expired, or does not hold yet",
        SecurityTokenInvalidAudienceException => "it is for another audience",
        SecurityTokenInvalidIssuerException => "it has another issuer",
        SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidSignatureException => "its signature is wrong",
        _ => $"it is broken ({error.GetType().Name})",
    };
}
