using System;
using System.IO;
using System.Security.Cryptography;
using AppServices.Server.AppConfig;
using AppServices.Server.Routes;

namespace AppServices.Server.Webhooks;

/// <summary>A service that has webhooks. Source: app-folder 1.10, 8.8.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Config">Its configuration; null for none.</param>
internal sealed record WebhookService(string Name, WebhookKind Kind, ConfigFile? Config)
{
    /// <param name="folder">The folder, whose name is the service's unless it says another one.</param>
    /// <param name="config">The configuration; null for none.</param>
    /// <exception cref="ConfigurationException">The configuration is wrong.</exception>
    public static WebhookService Read(string folder, ConfigFile? config) => new(
        (config is null ? null : RouteProofs.FirstText(config, "name")) ?? Path.GetFileName(folder),
        config?.Text("type") switch
        {
            null or "" or "http" => WebhookKind.Http,
            "github" => WebhookKind.GitHub,
            "twilio" => WebhookKind.Twilio,
            var type => throw config.Wrong($"services of type '{type}' have no webhooks"),
        },
        config);

    /// <summary>How requests to a webhook prove themselves.</summary>
    /// <param name="webhook">The webhook's configuration.</param>
    /// <param name="options">Its options; null for none.</param>
    /// <param name="app">The app.</param>
    /// <exception cref="ConfigurationException">It is not known what to ask for.</exception>
    public RouteProof ReadProof(ConfigFile webhook, ConfigFile? options, AppReading app) => Kind switch
    {
        WebhookKind.GitHub => HasSecret(options) ? Literal(options!, app, static secret => new BodySignature(
            secret,
            new BodySignature.Header("X-Hub-Signature-256", HashAlgorithmName.SHA256),
            new BodySignature.Header("X-Hub-Signature", HashAlgorithmName.SHA1))) : RouteProof.None,
        WebhookKind.Twilio => Config?.Field("secret_config")?.Field("auth_token") is null
            ? RouteProof.None
            : RouteProofs.Named(Config.Field("secret_config")!, "auth_token", app, static token => new TwilioSignature(token)),
        _ => options is null ? RouteProof.None : RouteProofs.Read(
            options, Method(webhook, options), "X-Hook-Signature",
            prove => options.Field("secret_name") is null
                ? Literal(options, app, prove)
                : RouteProofs.Named(options, "secret_name", app, prove)),
    };

    private static string? Method(ConfigFile webhook, ConfigFile options) => RouteProofs.FirstText(options, "validationMethod")
        ?? (options.Flag("secretAsQueryParam") ? RouteProofs.InQuery
            : HasSecret(options) ? throw webhook.Wrong("there is a secret, but no 'validationMethod' in 'options' that says what it is for")
            : null);

    private static bool HasSecret(ConfigFile? options) => options?.Text("secret") is { Length: > 0 };

    // Exports have the secret itself; operators may put it into the secret store and its name here.
    private static RouteProof Literal(ConfigFile options, AppReading app, Func<string, RouteProof> prove)
    {
        if (options.Text("secret") is { Length: > 0 } secret) return prove(app.Secrets.Find(secret) ?? secret);
        app.Warnings.Add(options, "the validation needs a 'secret', which is empty; every request is refused");
        return new MissingSecret("the secret of the webhook");
    }
}
