using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AppServices.State;

namespace AppServices.Completion;

/// <summary>Apps seen here: those of known users, of servers started here, and of the environment.</summary>
public sealed class AppIdCompleter : MemoryCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Candidates(IDictionary bound)
    {
        IEnumerable<(string, string)> ofUsers = ModuleState.Users.All.Select(user => (user.AppId, $"at {user.BaseUri}"));
        IEnumerable<(string, string)> ofServers = ModuleState.Servers.All.SelectMany(
            server => server.AppIds.Select(id => (id, $"at {server.BaseUri}")));
        IEnumerable<(string, string)> ofEnvironment = EnvironmentSettings.AppId is { } id
            ? [(id, "$env:APPSERVICES_APP_ID")]
            : [];
        return ofUsers.Concat(ofServers).Concat(ofEnvironment);
    }
}

/// <summary>Addresses of apps seen here.</summary>
public sealed class AppAddressCompleter : MemoryCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Candidates(IDictionary bound) =>
        ModuleState.Users.All.Select(user => (user.BaseUri.ToString(), $"of {user.AppId}"))
            .Concat(ModuleState.Servers.All.Select(server => (server.BaseUri.ToString(), $"of {server.AppId}")));
}

/// <summary>Process ids of servers started here.</summary>
public sealed class ServerIdCompleter : MemoryCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Candidates(IDictionary bound) =>
        ModuleState.Servers.All.Select(server => (server.Id.ToString(CultureInfo.InvariantCulture), $"{server.BaseUri}, {server.AppId}"));
}

/// <summary>Names in the app of the user that a command line means: -User, else the current one.</summary>
public abstract class AppNameCompleter : MemoryCompleter
{
    private protected sealed override IEnumerable<(string Text, string ToolTip)> Candidates(IDictionary bound)
    {
        string? appId = ServerNames.UserOf(bound)?.AppId;
        return ServerNames.Of(bound) is { } told
            ? Told(told, bound).Select(name => (name, $"of {appId}"))
            : Remembered(appId, bound).Select(one => (one.Name, $"of {one.AppId}"));
    }

    private protected abstract IEnumerable<string> Told(AppDiscovery told, IDictionary bound);

    private protected abstract IEnumerable<(string Name, string AppId)> Remembered(string? appId, IDictionary bound);
}

/// <summary>
/// Functions that the user may call; where the server does not tell, those of a folder served from here, and those that were called.
/// </summary>
public sealed class FunctionNameCompleter : AppNameCompleter
{
    private protected override IEnumerable<string> Told(AppDiscovery told, IDictionary bound) =>
        bound["ServiceName"] is null ? told.Functions : [];

    private protected override IEnumerable<(string Name, string AppId)> Remembered(string? appId, IDictionary bound) =>
        ModuleState.Names.Functions(appId, bound["ServiceName"]?.ToString());
}

/// <summary>
/// Services that the user may use; where the server does not tell, those of a folder served from here, and those that were used.
/// </summary>
public sealed class ServiceNameCompleter : AppNameCompleter
{
    private protected override IEnumerable<string> Told(AppDiscovery told, IDictionary bound) => told.Services.Concat(told.DataSources);

    private protected override IEnumerable<(string Name, string AppId)> Remembered(string? appId, IDictionary bound) =>
        ModuleState.Names.Services(appId);
}

/// <summary>The authentication providers of the protocol. Source: client-api 2.1.</summary>
public sealed class ProviderTypeCompleter : MemoryCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Candidates(IDictionary bound) =>
    [
        ("local-userpass", "E-mail address and password"),
        ("anon-user", "No account"),
        ("api-key", "API key of the server or of a user"),
        ("custom-token", "JSON Web Token of another system"),
        ("custom-function", "The app's authentication function"),
        ("oauth2-google", "Google"),
        ("oauth2-facebook", "Facebook"),
        ("oauth2-apple", "Apple"),
    ];
}
