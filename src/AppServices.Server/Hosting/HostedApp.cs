using System.Collections.Generic;
using AppServices.Server.Apps;
using AppServices.Server.Functions;
using AppServices.Server.Http;
using AppServices.Server.Providers;

namespace AppServices.Server.Hosting;

/// <summary>An app that is being served.</summary>
/// <param name="App">What its folder says.</param>
/// <param name="Functions">Runs its functions.</param>
/// <param name="Providers">Its enabled authentication providers by type.</param>
internal sealed record HostedApp(ServedApp App, FunctionRuntime Functions, IReadOnlyDictionary<string, ILoginProvider> Providers)
{
    /// <summary>An enabled provider.</summary>
    /// <exception cref="ApiException">The app does not have it.</exception>
    public ILoginProvider Provider(string type) => Providers.TryGetValue(type, out ILoginProvider? provider)
        ? provider
        : throw new ApiException(404, "AuthProviderNotFound", $"authentication provider not found: '{type}' is not enabled in this app");
}
