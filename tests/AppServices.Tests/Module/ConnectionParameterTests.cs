using System;
using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AppServices.Tests.Client;
using Xunit;

namespace AppServices.Tests.Module;

/// <summary>The parameters of Invoke-RestMethod for proxies and certificates, on what connects without a user.</summary>
public sealed class ConnectionParameterTests
{
    private const string Target = "$target = @{ AppId = 'test-abcde'; BaseUri = $uri; ErrorAction = 'Stop' };";

    [Fact]
    public async Task A_user_keeps_the_proxy_of_its_login()
    {
        var ports = new ConcurrentBag<int>();
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
        {
            ports.Add(context.Connection.RemotePort);
            return Task.FromResult(false);
        });
        await using var proxy = new TinyProxy("mia:correct horse");
        using var runspace = new ModuleRunspace();

        Collection<PSObject> said = runspace.Run(
            "param($uri, $proxy, $account)" + Target + """
            $user = Connect-AppUser -Anonymous @target -Proxy $proxy -ProxyCredential $account
            Update-AppUserToken
            Disconnect-AppUser
            $user.Connection
            """, server.BaseUri, proxy.Address, Account("correct horse"));

        Assert.Equal(5, ports.Count);
        Assert.All(ports, port => Assert.Contains(port, proxy.Ports));
        var connection = Assert.IsType<AppConnection>(Assert.Single(said).BaseObject);
        Assert.Equal(proxy.Address, connection.Proxy);
        Assert.All(said[0].Properties, property => Assert.DoesNotContain("horse", $"{property.Value}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Connect-AppUser -Anonymous -AsNewUser @target @way")]
    [InlineData("Register-AppUser $account @target @way")]
    [InlineData("Send-AppPasswordReset mia@example.com @target @way")]
    [InlineData("Send-AppUserConfirmation mia@example.com @target @way")]
    [InlineData("Confirm-AppUser -Token $account.Password -TokenId 1 @target @way")]
    [InlineData("Reset-AppUserPassword -Token $account.Password -TokenId 1 -NewPassword $account.Password @target @way")]
    public async Task A_proxy_that_refuses_is_an_error_of_its_own(string call)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(_ => Task.FromResult(false));
        await using var proxy = new TinyProxy("mia:correct horse");
        using var runspace = new ModuleRunspace();

        PSObject id = Assert.Single(runspace.Run(
            $"param($uri, $proxy, $account) {Target} $way = @{{ Proxy = $proxy; ProxyCredential = $account }};" +
            $"try {{ {call} }} catch {{ $_.FullyQualifiedErrorId }}", server.BaseUri, proxy.Address, Account("wrong horse")));

        Assert.StartsWith("AppProxyRefused,", id.ToString(), StringComparison.Ordinal);
        Assert.Empty(server.Seen);
    }

    [Theory]
    [InlineData("-ProxyCredential $account", "AmbiguousParameterSet")]
    [InlineData("-ProxyUseDefaultCredentials", "AmbiguousParameterSet")]
    [InlineData("-Proxy http://x:1 -ProxyUseDefaultCredentials -ProxyCredential $account", "AmbiguousParameterSet")]
    [InlineData("-Certificate $certificate -CertificateThumbprint 00", "AmbiguousParameterSet")]
    [InlineData("-Proxy ftp://x:1", "AppProxyInvalid")]
    [InlineData("-Proxy /x", "AppProxyInvalid")]
    [InlineData("-Proxy http://mia:horse@x:1", "AppProxyInvalid")]
    [InlineData("-CertificateThumbprint 00", "AppCertificateInvalid")]
    [InlineData("-Certificate $half", "AppCertificateInvalid")]
    [InlineData("-Certificate $null", "ParameterArgumentValidationError")]
    public void What_cannot_be_meant_is_said_before_anything_is_sent(string way, string id)
    {
        using var runspace = new ModuleRunspace();
        const string Certificates = """
            $key = [Security.Cryptography.ECDsa]::Create()
            $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=x', $key, 'SHA256')
            $certificate = $request.CreateSelfSigned([DateTimeOffset]::Now, [DateTimeOffset]::Now.AddDays(1))
            $half = [Security.Cryptography.X509Certificates.X509CertificateLoader]::LoadCertificate($certificate.RawData)
            """;

        PSObject said = Assert.Single(runspace.Run(
            $"param($uri, $account) {Certificates}\n{Target}" +
            $"try {{ Connect-AppUser -Anonymous @target {way} }} catch {{ $_ }}",
            new Uri("http://127.0.0.1:1"), Account("correct horse")));

        var record = Assert.IsType<ErrorRecord>(said.BaseObject);
        Assert.StartsWith(id + ",", record.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", $"{record.Exception} {record.ErrorDetails} {record.TargetObject}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blind_trust_is_warned_of_once_a_command_and_ends_with_the_next_login()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(
            _ => Task.FromResult(false), https => https.ServerCertificate = TrustedCertificate.Create("CN=stranger"));
        using var runspace = new ModuleRunspace();

        Collection<PSObject> said = runspace.Run("param($uri)" + Target + """
            try { Connect-AppUser -Anonymous @target } catch { $_.FullyQualifiedErrorId.Split(',')[0] }
            $user = Connect-AppUser -Anonymous @target -SkipCertificateCheck -WarningVariable warnings -WarningAction SilentlyContinue
            $warnings.Count
            'a@example.com', 'b@example.com' | Send-AppPasswordReset -AppId test-abcde -BaseUri $uri -SkipCertificateCheck `
                -ErrorAction Ignore -WarningVariable warnings -WarningAction SilentlyContinue
            $warnings.Count
            Update-AppUserToken
            $user.Connection.SkipCertificateCheck
            try { Connect-AppUser -Anonymous -AsNewUser @target } catch { 'refused' }
            """, server.BaseUri);

        Assert.Equal(["1", "1", "True", "refused"], said.Skip(1).Select(item => item.ToString()));
    }

    private static PSCredential Account(string password) => new("mia", TestSession.Secret(password));
}
