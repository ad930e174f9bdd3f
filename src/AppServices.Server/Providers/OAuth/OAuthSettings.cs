using System.Collections.Generic;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Users;

namespace AppServices.Server.Providers.OAuth;

/// <summary>An app's registration at Google, Facebook or Apple. Source: app-folder 2.6.</summary>
/// <param name="Type">Which of them.</param>
/// <param name="Id">The provider configuration's id.</param>
/// <param name="ClientId">The app's id there, for which their tokens must be.</param>
/// <param name="ClientSecret">The app's secret there; null when it is not needed.</param>
/// <param name="OpenId">Whether clients may send Google's id tokens.</param>
/// <param name="Fields">What goes into the profile.</param>
/// <param name="Domains">The mail domains whose users may log in; empty for all.</param>
internal sealed record OAuthSettings(
    string Type,
    string Id,
    string ClientId,
    string? ClientSecret,
    bool OpenId,
    IReadOnlyList<MetadataField> Fields,
    IReadOnlyList<string> Domains)
    : ProviderSettings(Type, Id)
{
    public static OAuthSettings Read(string type, string id, ConfigFile entry, AppReading app)
    {
        ConfigFile config = entry.Field("config") ?? throw entry.Wrong("the object 'config' with 'clientId' is missing");
        bool openId = config.Flag("openId");
        bool isNeeded = type == ProviderTypes.Facebook || (type == ProviderTypes.Google && !openId);
        ConfigFile? name = type == ProviderTypes.Apple ? null : entry.Field("secret_config")?.Field("clientSecret");
        if (name is null && isNeeded)
            throw entry.Wrong("secret_config.clientSecret is missing: name there the secret that holds the client secret");
        string? secret = name is null ? null : isNeeded ? app.Secrets.Require(name) : app.Secrets.Find(name.Text());
        return new OAuthSettings(
            type,
            id,
            config.RequiredText("clientId"),
            secret,
            openId,
            // The others give id tokens to apps, of which no field is taken over.
            isNeeded ? MetadataField.ReadAll(entry) : [],
            [.. entry.Field("domain_restrictions")?.Items().Select(domain => domain.Text()) ?? []])
        {
            Missing = name is not null && secret is null ? [new MissingNeed(MissingKind.Secret, name.Text(), app.Files.PlaceOf(name))] : [],
        };
    }

    /// <summary>The registration without its secret.</summary>
    public override string ToString() => $"{Type} {ClientId}";
}
