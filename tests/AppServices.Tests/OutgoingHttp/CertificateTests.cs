using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AppServices.Tests.OutgoingHttp;

/// <summary>Functions reach https addresses whose certificates this machine trusts, and no others (app-folder 4.5).</summary>
public sealed class CertificateTests
{
    private const string AppId = "test-abcde";
    private const string NotValid = "certificate is not valid";

    [Fact]
    public async Task A_certificate_must_be_of_a_trusted_authority_for_the_host_and_in_time()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "SSL_CERT_FILE says whom to trust on Linux alone.");
        using X509Certificate2 trusted = CreateAuthority("trusted"), unknown = CreateAuthority("unknown");
        await using WebApplication good = await StartAsync(trusted, DateTimeOffset.UtcNow.AddDays(1)),
            old = await StartAsync(trusted, DateTimeOffset.UtcNow.AddHours(-1)), other = await StartAsync(unknown, DateTimeOffset.UtcNow.AddDays(1));
        using AppFolder folder = AppFolder.WithFunction(
            "reach", "exports = async url => { try { return (await context.http.get({ url })).body.text(); } catch (error) { return error.message; } };");
        folder.Write("authority.pem", trusted.ExportCertificatePem()).Write("settings.json", """{"outgoingHttp":{"allow":["127.0.0.1","::1"]}}""");
        await using RunningServer server = await RunningServer.StartAsync(
            folder.Path, folder.FileAt("data/files"), new Dictionary<string, string> { ["SSL_CERT_FILE"] = folder.FileAt("authority.pem") },
            "--settings", folder.FileAt("settings.json"));
        string token = (await server.LogInAsync(appId: AppId)).AccessToken;

        Assert.Equal("\"reached\"", await ReachAsync("localhost", good));
        Assert.Contains(NotValid, await ReachAsync("127.0.0.1", good), StringComparison.Ordinal);
        Assert.Contains(NotValid, await ReachAsync("localhost", old), StringComparison.Ordinal);
        Assert.Contains(NotValid, await ReachAsync("localhost", other), StringComparison.Ordinal);

        async Task<string> ReachAsync(string host, WebApplication target) => (await server.SendAsync(
            "POST", $"/app/{AppId}/functions/call", token,
            $$"""{"name":"reach","arguments":["https://{{host}}:{{new Uri(target.Urls.First()).Port}}/"]}""")).Text;
    }

    private static async Task<WebApplication> StartAsync(X509Certificate2 authority, DateTimeOffset end)
    {
        X509Certificate2 certificate = CreateCertificate(authority, end);
        WebApplicationBuilder builder = TestApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        WebApplication application = builder.Build();
        application.Run(context => context.Response.WriteAsync("reached"));
        application.Lifetime.ApplicationStopped.Register(certificate.Dispose);
        await application.StartAsync(TestContext.Current.CancellationToken);
        return application;
    }

    private static X509Certificate2 CreateAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(2));
    }

    private static X509Certificate2 CreateCertificate(X509Certificate2 authority, DateTimeOffset end)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 signed = request.Create(authority, DateTimeOffset.UtcNow.AddDays(-1), end, RandomNumberGenerator.GetBytes(8));
        using X509Certificate2 whole = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pfx), null);
    }
}
