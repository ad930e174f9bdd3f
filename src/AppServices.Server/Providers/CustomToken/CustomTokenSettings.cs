using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using AppServices.Server.AppConfig;
using AppServices.Server.Users;
using Microsoft.IdentityModel.Tokens;

namespace AppServices.Server.Providers.CustomToken;

/// <summary>Which tokens of another issuer log in. Source: app-folder 2.4.</summary>
/// <param name="Id">The provider configuration's id.</param>
/// <param name="Audiences">The audiences that tokens are for; the client app id when none is configured.</param>
/// <param name="RequireAnyAudience">Whether one of them is enough; otherwise a token must be for all.</param>
/// <param name="Algorithm">The signature's algorithm.</param>
/// <param name="Keys">The keys that may have signed; empty when they are fetched.</param>
/// <param name="KeySetAddress">Where keys are fetched; null when they are configured.</param>
/// <param name="Fields">What goes into the profile.</param>
internal sealed record CustomTokenSettings(
    string Id,
    IReadOnlyList<string> Audiences,
    bool RequireAnyAudience,
    string Algorithm,
    IReadOnlyList<SecurityKey> Keys,
    Uri? KeySetAddress,
    IReadOnlyList<MetadataField> Fields)
    : ProviderSettings(ProviderTypes.CustomToken, Id)
{
    public static CustomTokenSettings Read(string id, ConfigFile entry, string appId, SecretStore secrets)
    {
        ConfigFile config = entry.Field("config") ?? throw entry.Wrong("the object 'config' is missing");
        bool fetched = config.Flag("useJWKURI");
        (string algorithm, IReadOnlyList<SecurityKey> keys) = fetched
            ? (SecurityAlgorithms.RsaSha256, [])
            : SigningKeys.Read(entry, config, secrets);
        string[] audiences = ReadAudiences(config);
        return new CustomTokenSettings(
            id,
            audiences.Length > 0 ? audiences : [appId],
            config.Flag("requireAnyAudience"),
            algorithm,
            keys,
            fetched ? WebAddress.Read(config, "jwkURI") : null,
            MetadataField.ReadAll(entry));
    }

    // An array, or one string, or one string with commas.
    private static string[] ReadAudiences(ConfigFile config) => config.Field("audience") switch
    {
        null => [],
        { Kind: JsonValueKind.Array } list => [.. list.Items().Select(item => item.Text().Trim()).Where(text => text.Length > 0)],
        { } text => text.Text().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
    };
}
