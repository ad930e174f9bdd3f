using System.Collections.Generic;
using AppServices.Server.Apps;
using AppServices.Server.Apps.Authentication;
using AppServices.Server.Errors;
using AppServices.Server.Functions;
using AppServices.Server.Providers;
using AppServices.Server.Providers.EmailPassword;
using AppServices.Server.Services;
using AppServices.Server.Users;

namespace AppServices.Server.Serving;

/// <summary>An app that is being served.</summary>
/// <param name="App">What its folder says.</param>
/// <param name="Functions">Runs its functions.</param>
/// <param name="Providers">Its enabled authentication providers by type.</param>
/// <param name="EmailAccounts">Its e-mail/password accounts; null when that provider is off.</param>
/// <param name="Logins">Opens sessions.</param>
/// <param name="Links">Links identities.</param>
/// <param name="UserCreation">What happens before a user is created.</param>
/// <param name="CustomUserData">What the app keeps about its users.</param>
/// <param name="DataSources">Its data sources by name.</param>
internal sealed record HostedApp(
    ServedApp App,
    FunctionRuntime Functions,
    IReadOnlyDictionary<string, ILoginProvider> Providers,
    EmailAccounts? EmailAccounts,
    Logins Logins,
    Links Links,
    UserCreation UserCreation,
    ICustomUserData CustomUserData,
    IReadOnlyDictionary<string, DataSource> DataSources)
{
    /// <summary>An enabled provider.</summary>
    /// <exception cref="ApiException">The app does not have it.</exception>
    public ILoginProvider Provider(string type) => Providers.TryGetValue(type, out ILoginProvider? provider) ? provider : throw NotEnabled(type);

    /// <summary>The e-mail/password accounts.</summary>
    /// <exception cref="ApiException">The app does not have them.</exception>
    public EmailAccounts RequireEmailAccounts() => EmailAccounts ?? throw NotEnabled(ProviderTypes.EmailPassword);

    /// <summary>The data source whose function a request calls.</summary>
    /// <exception cref="ApiException">There is no such data source, of which clients know the text (client-api 6.3), or its file is broken.</exception>
    public DataSource RequireDataSource(string name, string function) => DataSources.TryGetValue(name, out DataSource? source)
        ? source
        : throw new ApiException(400, "FunctionExecutionError", App.Description.Unreadable.DataSources.Contains(name)
            ? $"data source '{name}' cannot be used, because its file is broken; the server's log says where"
            : $"Cannot access member '{function}' of undefined");

    private ApiException NotEnabled(string type) => new(404, "AuthProviderNotFound", App.UnreadableProviders.Contains(type)
        ? $"authentication provider not found: the configuration of '{type}' is broken; the server's log says where"
        : $"authentication provider not found: '{type}' is not enabled in this app");
}
