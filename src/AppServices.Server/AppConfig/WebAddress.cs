using System;

namespace AppServices.Server.AppConfig;

/// <summary>Addresses that the server fetches from: what comes from there is trusted, so the way must be.</summary>
internal static class WebAddress
{
    /// <summary>An address that must be there.</summary>
    /// <exception cref="ConfigurationException">It is missing or no https address; http is good on this machine only.</exception>
    public static Uri Read(ConfigFile owner, string name) =>
        Uri.TryCreate(owner.RequiredText(name), UriKind.Absolute, out Uri? address)
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            ? address
            : throw owner.Wrong($"'{name}' must be an https address (http is possible for an address of this machine)");

    /// <summary>An address that may be missing.</summary>
    /// <exception cref="ConfigurationException">It is there, and no https address.</exception>
    public static Uri? TryRead(ConfigFile owner, string name) => owner.Field(name) is null ? null : Read(owner, name);
}
