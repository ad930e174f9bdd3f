using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Server.Apps;
using AppServices.Server.Users;

namespace AppServices.Server.Providers;

/// <summary>Makes the providers that an app has enabled; a type that this server does not know is as good as disabled.</summary>
internal static class LoginProviders
{
    public static Dictionary<string, ILoginProvider> Create(ServedApp app, UserDirectory users) =>
        app.Providers.Values
            .Select(settings => (settings.Type, Provider: Create(app.ClientAppId, settings, users)))
            .Where(entry => entry.Provider is not null)
            .ToDictionary(entry => entry.Type, entry => entry.Provider!, StringComparer.Ordinal);

    private static ILoginProvider? Create(string appId, ProviderSettings settings, UserDirectory users) => settings.Type switch
    {
        "anon-user" => new AnonymousProvider(appId, settings, users.Users),
        "local-userpass" => new EmailPasswordProvider(appId, settings, users),
        "api-key" => new ApiKeyProvider(appId, settings, users),
        _ => null,
    };
}
