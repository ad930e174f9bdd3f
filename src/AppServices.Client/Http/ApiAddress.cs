using System;

namespace AppServices.Http;

/// <summary>Addresses of the client API, which lies below the address of a service.</summary>
internal static class ApiAddress
{
    private const string Root = "/api/client/v2.0";

    /// <summary>The address of a path of the API.</summary>
    public static Uri Of(Uri service, string path) => new(Prefix(service) + Root + path);

    /// <summary>Whether an address is one of this service, and not of another host or of another path on the same host.</summary>
    public static bool IsBelow(Uri address, Uri service) =>
        IsSameHost(address, service) && address.AbsolutePath.StartsWith(service.AbsolutePath.TrimEnd('/') + "/", StringComparison.Ordinal);

    /// <summary>Whether scheme, host and port are the same.</summary>
    public static bool IsSameHost(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>The service that an address of the API belongs to; null for the address of a page or of anything else.</summary>
    public static Uri? ServiceOf(Uri address)
    {
        string path = address.AbsolutePath;
        int end = path == "/" ? 0 : path.IndexOf(Root + "/", StringComparison.Ordinal);
        return end < 0 ? null : new Uri(address.GetLeftPart(UriPartial.Authority) + path.Remove(end));
    }

    private static string Prefix(Uri service) => service.AbsoluteUri.TrimEnd('/');
}

/// <summary>Paths of the authentication providers. Source: client-api 0.1.</summary>
internal static class ProviderPath
{
    public static string To(string appId, string provider, string operation) =>
        $"/app/{Uri.EscapeDataString(appId)}/auth/providers/{provider}/{operation}";
}
