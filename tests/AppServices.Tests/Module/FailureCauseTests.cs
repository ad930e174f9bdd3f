using System;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;
using AppServices.Tests.Client;
using Xunit;

namespace AppServices.Tests.Module;

/// <summary>Ids and advice of errors follow what failed: the proxy, the gateway, the certificate, the refresh. Source: cmdlets E4.</summary>
public sealed class FailureCauseTests
{
    private const string Call = "POST /app/test-abcde/functions/call";
    private const string Refresh = "POST /auth/session";
    private const string Connect = "$null = Connect-AppUser -Anonymous -AsNewUser -AppId test-abcde -BaseUri $uri -ErrorAction Stop;";
    private const string Token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtaWEifQ.c2VjcmV0LXNpZ25hdHVyZQ";

    [Theory]
    [InlineData(502)]
    [InlineData(504)]
    [InlineData(503)]
    public async Task A_gateway_whose_service_is_gone_is_not_the_fault_of_the_call(int status)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            ScriptedServer.Is(context, Call)
                ? ScriptedServer.ReplyAsync(context, status, "<h1>Bad Gateway</h1>", "text/html") : Task.FromResult(false));

        ErrorRecord record = ModuleRunspace.ErrorOf("param($uri) " + Connect + "Invoke-AppFunction doThing", server.BaseUri);

        Assert.Equal("AppServiceUnavailable", ModuleRunspace.IdOf(record));
        Assert.Contains("again", record.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("<h1>", record.ErrorDetails.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refresh_that_is_answered_503_does_not_end_the_session()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            ScriptedServer.Is(context, Call)
                ? ScriptedServer.ReplyAsync(context, 401, """{"error":"expired","error_code":"InvalidSession"}""")
                : ScriptedServer.Is(context, Refresh) ? ScriptedServer.ReplyAsync(context, 503, "busy", "text/plain")
                : Task.FromResult(false));
        using var runspace = new ModuleRunspace();

        runspace.Run("param($uri) " + Connect + "Invoke-AppFunction doThing", out Collection<ErrorRecord> errors, server.BaseUri);

        Assert.Equal("AppServiceUnavailable", ModuleRunspace.IdOf(Assert.Single(errors)));
        Assert.Equal(true, Assert.Single(runspace.Run("(Get-AppUser).IsLoggedIn")).BaseObject);
    }

    [Fact]
    public async Task A_proxy_that_is_not_there_is_named()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(_ => Task.FromResult(false));

        ErrorRecord record = ModuleRunspace.ErrorOf(
            "param($uri) Connect-AppUser -Anonymous -AsNewUser -AppId test-abcde -BaseUri $uri -Proxy http://127.0.0.1:1", server.BaseUri);

        Assert.Equal("AppProxyFailed", ModuleRunspace.IdOf(record));
        Assert.Contains("127.0.0.1:1", record.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Contains("-Proxy", record.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_certificate_of_nobody_is_not_taken_for_a_dead_server()
    {
        using X509Certificate2 stranger = TrustedCertificate.Create("CN=stranger");
        await using ScriptedServer server = await ScriptedServer.StartAsync(
            _ => Task.FromResult(false), https => https.ServerCertificate = stranger);

        ErrorRecord record = ModuleRunspace.ErrorOf(
            "param($uri) Connect-AppUser -Anonymous -AsNewUser -AppId test-abcde -BaseUri $uri", server.BaseUri);

        Assert.Equal("AppTlsFailed", ModuleRunspace.IdOf(record));
        Assert.Equal(ErrorCategory.SecurityError, record.CategoryInfo.Category);
        Assert.Contains("certificate", record.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain", "your token " + Token + " is bad")]
    [InlineData("application/json", """{"message":"denied","authorization":"Bearer """ + Token + "\"}")]
    [InlineData("application/json", """{"error":"the token """ + Token + " was refused\"}")]
    [InlineData("text/html", "<pre>Authorization: Bearer " + Token + "</pre>")]
    public async Task A_foreign_reply_repeats_no_token(string type, string body)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            ScriptedServer.Is(context, Call) ? ScriptedServer.ReplyAsync(context, 500, body, type) : Task.FromResult(false));

        ErrorRecord record = ModuleRunspace.ErrorOf("param($uri) " + Connect + "Invoke-AppFunction doThing", server.BaseUri);

        Assert.DoesNotContain("eyJ", record + record.ErrorDetails.Message + record.Exception, StringComparison.Ordinal);
        Assert.DoesNotContain("{", record.ErrorDetails.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    public async Task A_byte_order_mark_before_json_is_no_fault(int status)
    {
        string body = status == 200 ? """{"$numberInt":"5"}""" : """{"error":"no such thing","error_code":"FunctionNotFound"}""";
        await using ScriptedServer server = await ScriptedServer.StartAsync(async context =>
        {
            if (!ScriptedServer.Is(context, Call)) return false;
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync((byte[])[.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(body)]);
            return true;
        });
        using var runspace = new ModuleRunspace();

        Collection<PSObject> output = runspace.Run(
            "param($uri) " + Connect + "Invoke-AppFunction doThing", out Collection<ErrorRecord> errors, server.BaseUri);

        if (status == 200) Assert.Equal(5, Assert.Single(output).BaseObject);
        else Assert.Equal("AppFunctionNotFound", ModuleRunspace.IdOf(Assert.Single(errors)));
    }

}
