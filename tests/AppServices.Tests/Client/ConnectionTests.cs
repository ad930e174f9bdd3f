using System;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Xunit;

namespace AppServices.Tests.Client;

/// <summary>Proxies, certificates of clients, and services that need not prove who they are.</summary>
public sealed class ConnectionTests
{
    private static readonly X509Certificate2 s_stranger = TrustedCertificate.Create("CN=stranger");

    [Theory]
    [InlineData(false, null)]
    [InlineData(false, "mia:correct horse")]
    [InlineData(true, "mia:correct horse")]
    public async Task Every_request_goes_through_the_proxy(bool tls, string? account)
    {
        if (tls) TrustedCertificate.SkipUnlessTrusted();
        var ports = new ConcurrentBag<int>();
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
        {
            ports.Add(context.Connection.RemotePort);
            return context.Request.Path.Value!.EndsWith("/functions/call", StringComparison.Ordinal)
                ? ScriptedServer.ReplyAsync(
                    context, 200, context.Request.Method == "GET" ? ":\n\n" : "[]",
                    context.Request.Method == "GET" ? "text/event-stream" : "application/json")
                : Task.FromResult(false);
        }, tls);
        await using var proxy = new TinyProxy(account);
        AppClient app = Through(server, proxy, account is null ? null : new NetworkCredential("mia", "correct horse"));

        foreach (var request in CredentialRequests.All.Values)
        {
            AppSession session = await LogInAsync(app);
            try
            {
                await request(app, session);
            }
            catch (AppServicesException error) when (error.StatusCode is not null)
            {
                // The server has no answer to some of them.
            }
        }

        Assert.True(ports.Count > CredentialRequests.All.Count * 2);
        Assert.All(ports, port => Assert.Contains(port, proxy.Ports));
        Assert.All(proxy.Seen, seen => Assert.StartsWith(tls ? "CONNECT " : "", seen, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_proxy_that_refuses_is_told_from_the_service(bool tls)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(_ => Task.FromResult(false), tls);
        await using var proxy = new TinyProxy("mia:correct horse");

        var error = await Assert.ThrowsAsync<AppServicesException>(() =>
            LogInAsync(Through(server, proxy, new NetworkCredential("mia", "wrong horse"))));

        Assert.True(error is { Code: ClientErrorCode.ClientProxyRefused } or { StatusCode: 407 });
        Assert.DoesNotContain("horse", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(server.Seen);
    }

    [Fact]
    public async Task What_stays_on_this_machine_is_sent_to_no_proxy_elsewhere()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(_ => Task.FromResult(false));
        var app = new AppClient(TestSession.AppId, server.BaseUri, new AppConnection { Proxy = new Uri("http://proxy.invalid:8080") });

        Assert.Equal(AppUserState.Active, (await LogInAsync(app)).State);
    }

    [Fact]
    public async Task A_session_goes_the_way_of_its_latest_login_for_refreshes_and_streams_too()
    {
        var ports = new ConcurrentQueue<int>();
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
        {
            ports.Enqueue(context.Connection.RemotePort);
            return Task.FromResult(false);
        });
        await using var proxy = new TinyProxy();
        AppClient direct = server.App();
        AppSession session = await LogInAsync(direct);
        Assert.Empty(proxy.Ports);

        AppSession same = await Through(server, proxy).LogInAsync(
            AppCredential.Anonymous(), (_, _) => session, null, RequestOptions.Default, TestSession.Token);
        ports.Clear();
        await same.RefreshAccessTokenAsync(RequestOptions.Default, TestSession.Token);

        Assert.Same(session, same);
        Assert.All(ports, port => Assert.Contains(port, proxy.Ports));
        ports.Clear();
        session.ReachThrough(direct);
        await session.FetchProfileAsync();
        Assert.DoesNotContain(Assert.Single(ports), proxy.Ports);
        Assert.Throws<ArgumentException>(() => session.ReachThrough(new AppClient("other", server.BaseUri)));
        Assert.Throws<ArgumentException>(() => session.ReachThrough(new AppClient(TestSession.AppId, new Uri("http://127.0.0.1:1"))));
    }

    [Fact]
    public async Task Only_who_says_so_talks_to_a_service_that_does_not_prove_who_it_is()
    {
        await using ScriptedServer server =
            await ScriptedServer.StartAsync(_ => Task.FromResult(false), https => https.ServerCertificate = s_stranger);
        var trusting = new AppClient(TestSession.AppId, server.BaseUri, new AppConnection { SkipCertificateCheck = true });

        Assert.Equal(AppUserState.Active, (await LogInAsync(trusting)).State);

        await Assert.ThrowsAsync<AppServicesException>(() => LogInAsync(server.App()));
        AppSession session = await LogInAsync(trusting);
        session.ReachThrough(server.App());
        await Assert.ThrowsAsync<AppServicesException>(() => session.FetchProfileAsync());
    }

    [Fact]
    public async Task A_service_sees_the_certificate_of_the_client_on_every_connection()
    {
        TrustedCertificate.SkipUnlessTrusted();
        var seen = new ConcurrentBag<string?>();
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
        {
            seen.Add(context.Connection.ClientCertificate?.Thumbprint);
            return Task.FromResult(false);
        }, https =>
        {
            https.ServerCertificate = TrustedCertificate.Certificate;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.AllowAnyClientCertificate();
        });

        await LogInAsync(new AppClient(TestSession.AppId, server.BaseUri, new AppConnection(certificate: s_stranger)));

        Assert.All(seen, thumbprint => Assert.Equal(s_stranger.Thumbprint, thumbprint));
        Assert.Equal(3, seen.Count);
        var error = await Assert.ThrowsAsync<AppServicesException>(() => LogInAsync(server.App()));
        Assert.Equal(ClientErrorCode.ServerUnreachable, error.Code);
    }

    [Fact]
    public void A_certificate_without_its_key_and_one_that_is_not_there_are_refused()
    {
        using X509Certificate2 half = X509CertificateLoader.LoadCertificate(s_stranger.RawData);

        foreach (Func<AppConnection> make in new Func<AppConnection>[]
        {
            () => new AppConnection(certificate: half), () => new AppConnection(storedCertificate: new string('0', 40)),
            () => new AppConnection(storedCertificate: "none"),
        })
            Assert.Equal(ClientErrorCode.ClientCertificateInvalid, Assert.Throws<AppServicesException>(make).Code);
    }

    [Fact]
    public async Task What_is_kept_of_a_connection_has_neither_a_password_nor_blind_trust()
    {
        await using ScriptedServer server =
            await ScriptedServer.StartAsync(_ => Task.FromResult(false), https => https.ServerCertificate = s_stranger);
        await using var proxy = new TinyProxy("mia:correct horse");
        var connection = new AppConnection(new NetworkCredential("mia", "correct horse"), s_stranger)
        {
            Proxy = proxy.Address,
            SkipCertificateCheck = true,
        };
        AppSession session = await LogInAsync(new AppClient(TestSession.AppId, server.BaseUri, connection));

        ReadOnlyMemory<byte> kept = session.ToSaved()!.ToUtf8();

        Assert.Equal(new AppConnection { Proxy = proxy.Address }, SavedSession.Read(kept)!.ToConnection());
        string text = Encoding.UTF8.GetString(kept.Span);
        foreach (string secret in new[] { "horse", "mia", s_stranger.Thumbprint, "kip" })
            Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("horse", connection.ToString(), StringComparison.Ordinal);
        SavedSession whole = session.ToSaved()! with { ProxyUseDefaultCredentials = true, CertificateThumbprint = "00" };
        Assert.Equal(whole, SavedSession.Read(whole.ToUtf8()));
    }

    private static AppClient Through(ScriptedServer server, TinyProxy proxy, NetworkCredential? account = null) =>
        new(TestSession.AppId, server.BaseUri, new AppConnection(account) { Proxy = proxy.Address });

    private static Task<AppSession> LogInAsync(AppClient app) =>
        app.LogInAsync(AppCredential.Anonymous(), TestSession.New, null, RequestOptions.Default, TestSession.Token);
}
