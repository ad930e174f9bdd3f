using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using AppServices.Server.AppConfig;
using Microsoft.IdentityModel.Tokens;

namespace AppServices.Server.Providers.CustomToken;

/// <summary>The keys of <c>custom-token</c>, which the secret store or old configurations hold. Source: app-folder 2.4.</summary>
internal static class SigningKeys
{
    private const int Most = 3;
    private const int MinSecretLength = 32;
    private const int MaxSecretLength = 512;
    private const string PemMark = "-----BEGIN ";

    public static (string Algorithm, IReadOnlyList<SecurityKey> Keys) Read(ConfigFile entry, ConfigFile config, SecretStore secrets)
    {
        (ConfigFile Place, string Text)[] keys = [.. Texts(entry, config, secrets)];
        if (keys.Length == 0)
            throw entry.Wrong("there is no signing key: name one in secret_config.signingKeys, or set config.useJWKURI and config.jwkURI");
        if (keys.Length > Most) throw entry.Wrong($"there are {keys.Length} signing keys; {Most} are allowed");
        string algorithm = config.Text("signingAlgorithm") is { Length: > 0 } given ? given : IsPem(keys[0].Text) ? "RS256" : "HS256";
        return algorithm switch
        {
            "HS256" => (SecurityAlgorithms.HmacSha256, [.. keys.Select(key => Symmetric(key.Place, key.Text))]),
            "RS256" => (SecurityAlgorithms.RsaSha256, [.. keys.Select(key => Asymmetric(key.Place, key.Text))]),
            _ => throw config.Wrong($"signingAlgorithm '{algorithm}' is unknown: HS256 and RS256 are possible"),
        };
    }

    private static IEnumerable<(ConfigFile Place, string Text)> Texts(ConfigFile entry, ConfigFile config, SecretStore secrets)
    {
        ConfigFile? names = entry.Field("secret_config")?.Field("signingKeys") ?? entry.Field("secret_config")?.Field("signingKey");
        if (names is { Kind: JsonValueKind.Array }) return names.Items().Select(name => (name, secrets.Require(name)));
        if (names is not null) return [(names, secrets.Require(names))];
        return config.Field("signingKey") is { } old ? [(old, old.Text())] : [];
    }

    private static SymmetricSecurityKey Symmetric(ConfigFile place, string text) =>
        text.Length is >= MinSecretLength and <= MaxSecretLength
            ? new SymmetricSecurityKey(Encoding.UTF8.GetBytes(text))
            : throw place.Wrong($"the signing key has {text.Length} characters; keys of HS256 have {MinSecretLength} to {MaxSecretLength}");

    private static RsaSecurityKey Asymmetric(ConfigFile place, string text)
    {
        // Environment variables often hold the line ends of a key as \n.
        string pem = text.Replace("\\n", "\n", StringComparison.Ordinal);
        try
        {
            if (pem.Contains("BEGIN CERTIFICATE", StringComparison.Ordinal))
            {
                using X509Certificate2 certificate = X509Certificate2.CreateFromPem(pem);
                return certificate.GetRSAPublicKey() is { } key ? new RsaSecurityKey(key) : throw NoKey(place);
            }
            var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: false));
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            throw NoKey(place);
        }
    }

    private static ConfigurationException NoKey(ConfigFile place) =>
        place.Wrong("the signing key is no RSA public key in PEM form, which RS256 needs");

    private static bool IsPem(string text) => text.TrimStart().StartsWith(PemMark, StringComparison.Ordinal);
}
