using System;
using System.Collections.Generic;
using System.Dynamic;
using System.Linq.Expressions;
using System.Management.Automation;
using AppServices.Names;
using AppServices.Users;
using AppServices.Values;

namespace AppServices;

/// <summary>
/// A user of an app, as the SDKs know it. <c>AccessToken</c> and <c>RefreshToken</c> can be read by name but are no
/// properties, so that no view, export or log of the object contains them (cmdlets P12).
/// </summary>
public sealed class AppUser : SdkObject
{
    // As its own -Action a script block would lose the variables of its closure.
    private const string Tell = "& $Event.MessageData $EventArgs.User $EventArgs";

    internal AppUser(AppSession session, RememberedNames names)
    {
        Session = session;
        Discovery = new RecentDiscovery(session);
        RememberedNames = names;
        Events = new AppUserEvents(this, [], listener: null);
        session.Changed += (_, change) => Raise(change.Kind);
    }

    /// <summary>Told of everything that happens to the user, on any thread.</summary>
    internal event EventHandler<AppUserEventArgs>? Happened;

    /// <summary>The service's id of the user.</summary>
    public string Id => Session.UserId;

    /// <summary>What people know the user by: the profile's e-mail address, else its name; null for a user without either.</summary>
    public string? Name => Session.Profile.Name;

    /// <summary>The client app id of the user's app.</summary>
    public string AppId => Session.App.AppId;

    /// <summary>The address through which the app was located.</summary>
    public Uri BaseUri => Session.App.BaseUri;

    /// <summary>How the service is reached: the proxy, the certificate, and whether the service has to prove who it is.</summary>
    public AppConnection Connection => Session.App.Connection;

    /// <summary>Whether the user can act.</summary>
    public AppUserState State => Session.State;

    /// <summary>True while the user holds tokens.</summary>
    public bool IsLoggedIn => State == AppUserState.Active;

    /// <summary>The first identity's provider, such as <c>anon-user</c>. Deprecated in the SDKs: use Identities.</summary>
    public string ProviderType => Identities.Count > 0 ? Identities[0].ProviderType : Session.ProviderType;

    /// <summary>The ways in which the user logs in, the first one first.</summary>
    public IReadOnlyList<UserIdentity> Identities => Session.Profile.Identities;

    /// <summary>The id that the service gave this device; null when it gave none.</summary>
    public string? DeviceId => Session.DeviceId;

    /// <summary>The profile's fields, such as <c>email</c>, as last fetched.</summary>
    public object? Profile => PSValues.Read(Session.Profile.Data, "AppServices.AppUserProfile");

    /// <summary>The custom data document as of the access token; null when there is none.</summary>
    public object? CustomData => Session.CustomData is { } data ? PSValues.Read(data, "AppServices.AppUserCustomData") : null;

    /// <summary>The app's functions: <c>$user.Functions.name(1, 2)</c>, or <c>&amp; $user.Functions['name'] 1 2</c>.</summary>
    public AppFunctions Functions => new(this);

    /// <summary>The user's API keys, as the SDKs have them: <c>$user.ApiKeys.FetchAll()</c>.</summary>
    public AppApiKeys ApiKeys => new(this);

    /// <summary>What happens to the user, for Register-ObjectEvent; Register-AppUserEvent can also choose kinds.</summary>
    public AppUserEvents Events { get; }

    internal AppSession Session { get; }

    /// <summary>Names of all apps, for completion.</summary>
    internal RememberedNames RememberedNames { get; }

    internal SeenApiKeys SeenApiKeys { get; } = new();

    internal SeenCollections SeenCollections { get; } = new();

    /// <summary>What the server tells of the app, for completion and for what depends on the server.</summary>
    internal RecentDiscovery Discovery { get; }

    /// <summary>Where the session is kept for other processes; null when it is not.</summary>
    internal SavedPlace? SavedAt { get; set; }

    /// <summary>This device as a receiver of push notifications, as the SDKs have it: <c>$user.Push('gcm').Register($token)</c>.</summary>
    /// <param name="serviceName">The push service's name in the app.</param>
    public AppPush Push(string serviceName) => new(this, serviceName);

    /// <summary>
    /// The app's MongoDB, as the SDKs have it: <c>$user.MongoClient('mongodb-atlas').Db('store').Collection('items').Find()</c>.
    /// </summary>
    /// <param name="serviceName">The data source's name in the app.</param>
    public AppMongoClient MongoClient(string serviceName = "mongodb-atlas") => new(this, serviceName);

    /// <summary>Calls a function of the app.</summary>
    /// <param name="name">Its name, case-sensitive.</param>
    /// <param name="arguments">Its arguments; an array is one of them.</param>
    public object? CallFunction(string name, params object?[] arguments) =>
        Run("Invoke-AppFunction", this, ("Name", name), ("ArgumentList", arguments), ("NoEnumerate", true));

    /// <summary>Gives the user one more way to log in.</summary>
    /// <param name="credential">An <see cref="AppCredential"/> or a PSCredential.</param>
    public object? LinkCredentials(object credential) => Change("Add-AppUserLink", this, ("AppCredential", credential));

    /// <summary>Ends the session.</summary>
    public object? LogOut() => Run("Disconnect-AppUser", this);

    /// <summary>Fetches a new access token.</summary>
    public object? RefreshAccessToken() => Run("Update-AppUserToken", this);

    /// <summary>Fetches the custom data anew.</summary>
    public object? RefreshCustomData() => Run("Update-AppUserCustomData", this);

    /// <summary>Calls a script block with user and event at every event of the user.</summary>
    /// <param name="listener">The script block.</param>
    public object? AddListener(ScriptBlock listener) =>
        Run("Register-AppUserEvent", this, ("MessageData", listener), ("Action", ScriptBlock.Create(Tell)), ("SupportEvent", true));

    /// <summary>Ends what AddListener began.</summary>
    /// <param name="listener">The same script block.</param>
    public object? RemoveListener(ScriptBlock listener) => Change("Unregister-AppUserEvent", this, ("Action", listener));

    /// <summary>Ends everything that AddListener and Register-AppUserEvent began for the user.</summary>
    public object? RemoveAllListeners() => Change("Unregister-AppUserEvent", this);

    /// <summary>For messages: the name beside the id.</summary>
    internal string Shown => Name is { } name ? $"{name} ({Id})" : Id;

    /// <summary>The user's id.</summary>
    public override string ToString() => Id;

    private protected override DynamicMetaObject Bind(Expression self) => new TokenBinding(self, this);

    internal void Raise(AppUserEventKind kind) => Happened?.Invoke(this, new AppUserEventArgs(this, kind));
}

/// <summary>An account that was registered, before its first login makes it a user.</summary>
/// <param name="Email">The account's address.</param>
/// <param name="AppId">The client app id.</param>
/// <param name="BaseUri">The address of the service.</param>
public sealed record AppUserRegistration(string Email, string AppId, Uri BaseUri);

/// <summary>Where the session of a user is kept.</summary>
/// <param name="Vault">The SecretManagement vault; null for the account's folder.</param>
internal sealed record SavedPlace(string? Vault);
