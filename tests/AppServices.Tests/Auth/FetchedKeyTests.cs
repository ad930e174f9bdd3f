using System;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Auth;

/// <summary>Keys that an issuer publishes (app-folder 2.4): kept, found by their id, fetched anew when an unknown one appears.</summary>
public sealed class FetchedKeyTests : IAsyncLifetime
{
    private readonly SettableClock _clock = new();
    private readonly Issuer _first = Issuer.WithKey(TestKeys.Rsa(0), "first");
    private readonly Issuer _second = Issuer.WithKey(TestKeys.Rsa(1), "second");
    private AppFolder _folder = null!;
    private OidcServer _provider = null!;
    private TokenApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await OidcServer.StartAsync(_first);
        _folder = AuthApp.Create([AuthApp.Provider(
            "custom-token", $$""" "config":{"useJWKURI":true,"jwkURI":"{{_provider.Address}}/keys","signingAlgorithm":"HS256"} """)]);
        _app = new TokenApp(await AppServerFixture.StartAsync(_clock, _folder));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _provider.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task They_are_fetched_once_and_kept_for_an_hour()
    {
        Assert.Empty(_provider.Requests);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _app.LogInAsync(Sign(_first))));
        _clock.Advance(TimeSpan.FromMinutes(59));
        await _app.LogInAsync(Sign(_first));
        Assert.Equal(1, _provider.CountOf("/keys"));
        _clock.Advance(TimeSpan.FromMinutes(2));
        await _app.LogInAsync(Sign(_first));
        Assert.Equal(2, _provider.CountOf("/keys"));
    }

    [Fact]
    public async Task A_new_key_is_found_when_a_token_names_it()
    {
        await _app.LogInAsync(Sign(_first));
        _provider.Keys = [_first, _second];
        _clock.Advance(TimeSpan.FromSeconds(30));
        await _app.LogInAsync(Sign(_second));
        await _app.LogInAsync(Sign(_first));
        Assert.Equal(2, _provider.CountOf("/keys"));
    }

    [Fact]
    public async Task Tokens_of_unknown_keys_do_not_make_the_server_ask_without_end()
    {
        await _app.LogInAsync(Sign(_first));
        for (int i = 0; i < 5; i++) await _app.AssertRefusedAsync(Sign(_second), "its issuer has no such key");
        Assert.Equal(1, _provider.CountOf("/keys"));
        _clock.Advance(TimeSpan.FromSeconds(30));
        for (int i = 0; i < 5; i++) await _app.AssertRefusedAsync(Sign(_second), "its issuer has no such key");
        Assert.Equal(2, _provider.CountOf("/keys"));
    }

    [Fact]
    public async Task A_key_that_is_withdrawn_is_good_until_the_keys_are_fetched_again()
    {
        _provider.Keys = [_first, _second];
        await _app.LogInAsync(Sign(_second));
        _provider.Keys = [_first];
        _clock.Advance(TimeSpan.FromMinutes(61));
        await _app.AssertRefusedAsync(Sign(_second), "its issuer has no such key");
    }

    [Fact]
    public async Task The_id_of_a_key_does_not_make_another_key_good() =>
        await _app.AssertRefusedAsync(Sign(Issuer.WithNewKey("first")), "its signature is wrong");

    [Fact]
    public async Task A_token_that_names_no_key_may_be_of_any() => await _app.LogInAsync(Sign(new Issuer(WithoutId(_first), "RS256")));

    [Fact]
    public async Task Only_the_signature_of_key_sets_is_taken() =>
        await _app.AssertRefusedAsync(Sign(Issuer.WithSecret(_first.Pem)), "it is signed by another algorithm");

    [Fact]
    public async Task While_the_issuer_is_away_known_keys_go_on_for_a_day()
    {
        await _app.LogInAsync(Sign(_first));
        _provider.IsDown = true;
        _clock.Advance(TimeSpan.FromHours(23));
        await _app.LogInAsync(Sign(_first));
        Assert.Contains(_app.Server.Log.Entries, entry => entry.Contains("/keys cannot be read", StringComparison.Ordinal));
        _clock.Advance(TimeSpan.FromHours(2));
        (await _app.PostAsync(Sign(_first))).AssertError(500, "InternalServerError", "the keys of the token's issuer cannot be fetched; try again later");
        _provider.IsDown = false;
        _clock.Advance(TimeSpan.FromSeconds(30));
        await _app.LogInAsync(Sign(_first));
    }

    private string Sign(Issuer issuer) => issuer.SignGood(_clock);

    private static Microsoft.IdentityModel.Tokens.RsaSecurityKey WithoutId(Issuer issuer) => new(((Microsoft.IdentityModel.Tokens.RsaSecurityKey)issuer.Key).Rsa);
}
