using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Settings;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Auth;

/// <summary>A server that takes a local identity provider for Google, Facebook or Apple.</summary>
internal sealed class OAuthApp : IAsyncDisposable
{
    public const string ClientId = "client-1";
    public const string ClientSecret = "the client secret";

    private readonly AppFolder _folder;
    private readonly string _type;

    private OAuthApp(string type, AppFolder folder, OidcServer provider, Issuer issuer, AppServerFixture server)
    {
        (_type, _folder, Provider, Issuer, Server) = (type, folder, provider, issuer, server);
    }

    public OidcServer Provider { get; }

    public Issuer Issuer { get; }

    public AppServerFixture Server { get; }

    public static SettableClock Clock { get; } = new();

    /// <param name="type">The provider.</param>
    /// <param name="config">Further fields of <c>config</c>, each with a comma before it.</param>
    /// <param name="more">Further fields of the entry, each with a comma before it.</param>
    /// <param name="discover">Whether only the issuer is given.</param>
    public static async Task<OAuthApp> StartAsync(string type, string config = "", string more = "", bool discover = false)
    {
        var issuer = Issuer.WithKey(TestKeys.Rsa(0), "k1");
        OidcServer provider = await OidcServer.StartAsync(issuer);
        var addresses = new ProviderAddresses(
            provider.Address, discover ? null : new Uri(provider.Address + "/keys"), new Uri(provider.Address + "/token"), null, new Uri(provider.Address));
        AppFolder folder = AuthApp.Create([AuthApp.Provider(
            type, $$""" "config":{"clientId":"{{ClientId}}"{{config}} },"secret_config":{"clientSecret":"theSecret"}{{more}} """)]);
        using var secrets = new SecretsFile(("theSecret", ClientSecret));
        AppServerFixture server = await AppServerFixture.StartAsync(
            options => options with
            {
                Clock = Clock,
                SecretsFile = secrets.Path,
                Settings = new ServerSettings { Oidc = new Dictionary<string, ProviderAddresses> { [type] = addresses } },
            },
            folder);
        return new OAuthApp(type, folder, provider, issuer, server);
    }

    /// <summary>An id token of the provider for this app, with further claims or others.</summary>
    public string IdToken(params (string Name, object? Value)[] claims)
    {
        (string Name, object? Value)[] own = [("iss", Provider.Address), ("aud", ClientId), ("sub", "subject-1")];
        return Issuer.SignGood(Clock, [.. own.Where(claim => claims.All(other => other.Name != claim.Name)), .. claims]);
    }

    public Task<WireReply> PostAsync(object body) => Server.PostLoginAsync(_type, AuthRequests.Json(body));

    public async Task<WireLogin> LogInAsync(object body) => WireLogin.From(await PostAsync(body));

    /// <summary>The data of the profile after a login.</summary>
    public async Task<string> DataAsync(object body) =>
        (await Server.ProfileAsync((await LogInAsync(body)).AccessToken)).GetProperty("data").GetRawText();

    /// <summary>Asserts that the client is told nothing, and the operator this.</summary>
    public async Task AssertRefusedAsync(object body, string reason)
    {
        (await PostAsync(body)).AssertError(401, "AuthError", "unauthorized");
        Assert.EndsWith($"{_type}: a token was refused: {reason} ", Server.Log.Entries.Last(), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Provider.DisposeAsync();
        _folder.Dispose();
    }
}
