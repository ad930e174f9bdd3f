using System;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Settings;

/// <summary>Reads the address of a server that the operator names: scheme, host and port alone.</summary>
internal static class ServerAddress
{
    /// <param name="settings">The settings, whose field <c>url</c> is read.</param>
    /// <param name="example">An address for the error.</param>
    /// <returns>The address; null when there is none.</returns>
    /// <exception cref="ConfigurationException">It is no such address.</exception>
    public static Uri? Read(ConfigFile settings, string example)
    {
        if (settings.Field("url") is not { } url) return null;
        return Uri.TryCreate(url.Text(), UriKind.Absolute, out Uri? address)
            && address is { Scheme: "http" or "https", PathAndQuery: "/", UserInfo: "", Fragment: "" }
            ? address
            : throw url.Wrong($"an address such as {example} is expected");
    }
}
