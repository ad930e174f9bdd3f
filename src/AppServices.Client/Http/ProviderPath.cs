using System;

namespace AppServices.Http;

/// <summary>Paths of the authentication providers. Source: client-api 0.1.</summary>
internal static class ProviderPath
{
    public static string To(string appId, string provider, string operation) =>
        $"/app/{Uri.EscapeDataString(appId)}/auth/providers/{provider}/{operation}";
}
