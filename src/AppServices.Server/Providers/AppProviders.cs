using System.Collections.Generic;
using System.Linq;
using AppServices.Server.Errors;
using AppServices.Server.Features;

namespace AppServices.Server.Providers;

/// <summary>The providers that an app has enabled; a type that this server does not know is as good as disabled.</summary>
internal static class AppProviders
{
    /// <summary>An enabled provider.</summary>
    /// <exception cref="ApiException">The app does not have it.</exception>
    public static ILoginProvider Provider(this RunningApp app, string type) =>
        app.Parts.OfType<ILoginProvider>().FirstOrDefault(provider => provider.Type == type)
        ?? throw new ApiException(404, "AuthProviderNotFound", $"authentication provider not found: {WhyNot(app, type)}");

    private static string WhyNot(RunningApp app, string type) => app.Definition.Get<ProviderEntries>().Items.GetValueOrDefault(type) switch
    {
        null or { IsDisabled: true } => $"'{type}' is not enabled in this app",
        { Problem: null } => $"a secret of '{type}' is missing; the server's log says which",
        _ => $"the configuration of '{type}' is broken; the server's log says where",
    };
}
