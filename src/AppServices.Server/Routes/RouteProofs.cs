using System;
using System.Security.Cryptography;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Routes;

/// <summary>Reads how requests of a route prove themselves. Source: app-folder 8.5.</summary>
internal static class RouteProofs
{
    private const string None = "NO_VALIDATION";
    public const string InQuery = "SECRET_AS_QUERY_PARAM";
    private const string Signature = "VERIFY_PAYLOAD";

    /// <summary>The proof that an entry asks for, whose secret it names.</summary>
    /// <exception cref="ConfigurationException">It is not known what to ask for.</exception>
    public static RouteProof Read(ConfigFile entry, AppReading app) =>
        Read(
            entry, FirstText(entry, "validation_method", "verification_method"), "Endpoint-Signature",
            prove => Named(entry, "secret_name", app, prove));

    /// <param name="place">What errors are about.</param>
    /// <param name="method">The method of validation; null for none.</param>
    /// <param name="header">The header of signatures.</param>
    /// <param name="withSecret">Gives the secret to what proves by it.</param>
    /// <exception cref="ConfigurationException">The method is unknown.</exception>
    public static RouteProof Read(
        ConfigFile place, string? method, string header, Func<Func<string, RouteProof>, RouteProof> withSecret) => method switch
    {
        null or None => RouteProof.None,
        InQuery => withSecret(static secret => new QuerySecret(secret)),
        Signature => withSecret(secret => new BodySignature(secret, new BodySignature.Header(header, HashAlgorithmName.SHA256))),
        _ => throw place.Wrong($"the validation '{method}' is unknown: {None}, {InQuery} and {Signature} are possible"),
    };

    /// <summary>A proof by a secret of the secret store. Where that does not have it, the route is closed.</summary>
    /// <exception cref="ConfigurationException">No secret is named.</exception>
    public static RouteProof Named(ConfigFile owner, string field, AppReading app, Func<string, RouteProof> prove)
    {
        string name = owner.RequiredText(field);
        return app.Secrets.Find(name) is { } secret
            ? prove(secret)
            : new MissingSecret($"secret '{name}'", new MissingNeed(MissingKind.Secret, name, app.Files.PlaceOf(owner.Field(field)!)));
    }

    /// <summary>The first of several fields that is no empty string; null for none.</summary>
    public static string? FirstText(ConfigFile entry, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            if (entry.Text(name) is { Length: > 0 } text) return text;
        return null;
    }
}
