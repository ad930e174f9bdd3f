using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using AppServices.Server.AppConfig;
using AppServices.Server.Rules;
using AppServices.Server.Users;

namespace AppServices.Server.Settings;

/// <summary>What the operator decides, which no export says: the file of <c>serve --settings</c>.</summary>
internal sealed record ServerSettings
{
    private static readonly string[] s_oidcProviders = [ProviderTypes.Google, ProviderTypes.Facebook, ProviderTypes.Apple];

    /// <summary>The mail server; null when mails go to the outbox folder.</summary>
    public MailServer? Mail { get; init; }

    /// <summary>Other addresses of identity providers, by provider type.</summary>
    public IReadOnlyDictionary<string, ProviderAddresses> Oidc { get; init; } = new Dictionary<string, ProviderAddresses>();

    /// <summary>How a conflict of linked identities is answered.</summary>
    public LinkConflicts LinkConflicts { get; init; }

    /// <summary>Life of access tokens in seconds; null for the default.</summary>
    public int? AccessTokenSeconds { get; init; }

    /// <summary>Life of sessions in seconds; null for the default.</summary>
    public int? RefreshTokenSeconds { get; init; }

    /// <summary>The address under which clients reach the server; null when requests say it.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>The proxies whose forwarded headers are believed.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = ProxyAddress.Loopback;

    /// <summary>The names of the server that requests may say; empty for its own ones, and for those that a trusted proxy says.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>How rules are read.</summary>
    public RuleSettings Rules { get; init; } = new();

    /// <summary>How often somebody may try to log in.</summary>
    public LoginSettings Logins { get; init; } = new();

    /// <summary>What runs functions.</summary>
    public NodeSettings Functions { get; init; } = new();

    /// <summary>What functions may reach by HTTP.</summary>
    public OutgoingHttpSettings OutgoingHttp { get; init; } = new();

    /// <summary>How push messages are sent.</summary>
    public PushSettings Push { get; init; } = new();

    /// <summary>Where services of Amazon's are.</summary>
    public AwsSettings Aws { get; init; } = new();

    /// <summary>Where Twilio is.</summary>
    public TwilioSettings Twilio { get; init; } = new();

    /// <summary>How much of apps' logs is kept.</summary>
    public LogSettings Logs { get; init; } = new();

    /// <summary>When what nobody can use any more is deleted.</summary>
    public CleanupSettings Cleanup { get; init; } = new();

    /// <summary>Where measurements and traces go.</summary>
    public TelemetrySettings Telemetry { get; init; } = new();

    /// <summary>Whether and where MongoDB's protocol is spoken.</summary>
    public MongodbSettings Mongodb { get; init; } = new();

    /// <summary>Where documents are kept.</summary>
    public DatabaseSettings Database { get; init; } = new();

    /// <summary>The apps whose sites are at host names of their own, by these.</summary>
    public IReadOnlyDictionary<string, string> Sites { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Ids of users by the ids that they had at the hosted service, for functions that run as one of those.</summary>
    public IReadOnlyDictionary<string, string> UserIds { get; init; } = new Dictionary<string, string>();

    /// <param name="path">The file; null for none.</param>
    /// <param name="secrets">Where the mail server's password is.</param>
    /// <exception cref="ConfigurationException">The file is missing, or something in it is unknown or wrong.</exception>
    public static ServerSettings Read(string? path, SecretStore secrets)
    {
        if (path is null) return new ServerSettings();
        ConfigFile file = ConfigFile.TryReadFile(path) ?? throw ConfigurationException.At(path, "The file of --settings is missing.");
        file.ExpectOnly(
            "mail", "oidc", "linkConflicts", "sessions", "rules", "publicUrl", "trustedProxies", "hosts", "outgoingHttp",
            "logs", "sites", "userIds", "logins", "cleanup", "telemetry", "functions", "push", "aws", "twilio", "mongodb",
            "database", "dataSources");
        ConfigFile? oidc = file.Field("oidc");
        oidc?.ExpectOnly(s_oidcProviders);
        ConfigFile? sessions = file.Field("sessions");
        sessions?.ExpectOnly("accessTokenSeconds", "refreshTokenSeconds");
        return new ServerSettings
        {
            Mail = file.Field("mail") is { } mail ? MailServer.Read(mail, secrets) : null,
            Oidc = oidc?.Fields().ToDictionary(provider => provider.Name, provider => ProviderAddresses.Read(provider.Value)) ?? [],
            LinkConflicts = ReadLinkConflicts(file),
            PublicUrl = file.Field("publicUrl") is { } url ? Settings.PublicUrl.TryParse(url.Text())
                ?? throw url.Wrong(Settings.PublicUrl.Expected) : null,
            TrustedProxies = [.. ProxyAddress.Loopback, .. file.Field("trustedProxies")?.Items().Select(ReadProxy) ?? []],
            Hosts = [.. file.Field("hosts")?.Items().Select(host => ReadHost(host, host.Text())) ?? []],
            Rules = file.Field("rules") is { } rules ? ReadRules(rules) : new RuleSettings(),
            OutgoingHttp = file.Field("outgoingHttp") is { } outgoing ? OutgoingHttpSettings.Read(outgoing) : new OutgoingHttpSettings(),
            Functions = file.Field("functions") is { } functions ? NodeSettings.Read(functions) : new NodeSettings(),
            Aws = file.Field("aws") is { } aws ? AwsSettings.Read(aws) : new AwsSettings(),
            Twilio = file.Field("twilio") is { } twilio ? TwilioSettings.Read(twilio) : new TwilioSettings(),
            Push = file.Field("push") is { } push ? PushSettings.Read(push) : new PushSettings(),
            Logs = file.Field("logs") is { } kept ? LogSettings.Read(kept) : new LogSettings(),
            Sites = file.Field("sites") is { } sites ? ReadSites(sites) : [],
            UserIds = file.Field("userIds")?.Texts(StringComparer.Ordinal) ?? [],
            Logins = file.Field("logins") is { } logins ? LoginSettings.Read(logins) : new LoginSettings(),
            Cleanup = file.Field("cleanup") is { } cleanup ? CleanupSettings.Read(cleanup) : new CleanupSettings(),
            Telemetry = file.Field("telemetry") is { } telemetry ? TelemetrySettings.Read(telemetry) : new TelemetrySettings(),
            Mongodb = file.Field("mongodb") is { } mongodb ? MongodbSettings.Read(mongodb) : new MongodbSettings(),
            Database = DatabaseSettings.Read(file.Field("database"), file.Field("dataSources")),
            AccessTokenSeconds = sessions?.Count("accessTokenSeconds"),
            RefreshTokenSeconds = sessions?.Count("refreshTokenSeconds"),
        };
    }

    private static IPNetwork ReadProxy(ConfigFile proxy) => ProxyAddress.TryParse(proxy.Text()) ?? throw proxy.Wrong(ProxyAddress.Expected);

    private static Dictionary<string, string> ReadSites(ConfigFile sites)
    {
        foreach ((string host, ConfigFile app) in sites.Fields()) ReadHost(app, host);
        return sites.Texts(StringComparer.OrdinalIgnoreCase);
    }

    private static string ReadHost(ConfigFile place, string host) => Uri.CheckHostName(host) == UriHostNameType.Unknown
        ? throw place.Wrong("a host's name without scheme and port is expected")
        : host;

    private static RuleSettings ReadRules(ConfigFile settings)
    {
        settings.ExpectOnly("missingFilterWrite", "nulls", "lookup");
        return new RuleSettings
        {
            DeniesMissingFilterWrite = Denies(settings, "missingFilterWrite", byDefault: false),
            DeniesNulls = Denies(settings, "nulls", byDefault: false),
            AllowsLookup = !Denies(settings, "lookup", byDefault: true),
        };
    }

    private static bool Denies(ConfigFile settings, string name, bool byDefault) => settings.Text(name) switch
    {
        null => byDefault,
        "allow" => false,
        "deny" => true,
        _ => throw settings.Field(name)!.Wrong("'allow' or 'deny' is expected"),
    };

    private static LinkConflicts ReadLinkConflicts(ConfigFile file) => file.Text("linkConflicts") switch
    {
        null or "clear" => LinkConflicts.Clear,
        "strict" => LinkConflicts.Strict,
        _ => throw file.Field("linkConflicts")!.Wrong("'clear' or 'strict' is expected"),
    };
}
