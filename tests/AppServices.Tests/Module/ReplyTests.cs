using System;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AppServices.Tests.Client;
using AppServices.Tests.Programs;
using Xunit;

namespace AppServices.Tests.Module;

/// <summary>What a service that is not to be trusted can make the module do: nothing but report it.</summary>
[Collection("APPSERVICES_SERVER")]
public sealed class ReplyTests
{
    private const string Connect =
        "param($uri) $null = Connect-AppUser -Anonymous -AsNewUser -AppId test-abcde -BaseUri $uri -ErrorAction Stop;";

    [Theory]
    [InlineData("Invoke-AppFunction doThing -MaximumReplySize 1000", "doThing")]
    [InlineData("Get-AppDocument store items -MaximumReplySize 1000", "store.items")]
    [InlineData("Get-AppDocument store items -Count -MaximumReplySize 1000", "store.items")]
    [InlineData("Invoke-AppAggregate store items @{} -MaximumReplySize 1000", "store.items")]
    [InlineData("Watch-AppDocument store items -MaximumReplySize 1000", "store.items")]
    [InlineData("$global:PSDefaultParameterValues['*-App*:MaximumReplySize'] = 1000; Get-AppDocument store items", "store.items")]
    public async Task A_reply_that_is_too_large_is_an_error_with_a_way_out(string script, string target)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(
            context => !context.Request.Path.Value!.EndsWith("/functions/call", StringComparison.Ordinal)
            ? Task.FromResult(false)
            : context.Request.Method == "GET" ? ScriptedServer.ReplyAsync(
                context, 200, $"data: \"{new string('x', 2000)}\"\n\n", "text/event-stream")
            : ScriptedServer.ReplyAsync(context, 200, $"[{{\"a\":\"{new string('x', 2000)}\"}}]"));
        using var runspace = new ModuleRunspace();

        runspace.Run(Connect + script, out Collection<ErrorRecord> errors, server.BaseUri);

        ErrorRecord record = Assert.Single(errors);
        Assert.StartsWith("AppReplyTooLarge,", record.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal((ErrorCategory.LimitsExceeded, target), (record.CategoryInfo.Category, record.TargetObject));
        Assert.Contains("-MaximumReplySize", record.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Members_of_users_have_the_limit_that_is_the_default()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            context.Request.Path.Value!.EndsWith("/functions/call", StringComparison.Ordinal)
                ? ScriptedServer.ReplyAsync(context, 200, $"\"{new string('x', 2000)}\"")
                : Task.FromResult(false));
        using var runspace = new ModuleRunspace();

        Collection<PSObject> results = runspace.Run(
            Connect + """
            (Get-AppUser).CallFunction('doThing').Length
            $global:PSDefaultParameterValues['*-App*:MaximumReplySize'] = 1000
            try { (Get-AppUser).CallFunction('doThing') } catch [AppServices.AppServicesException] { $_.Exception.Code }
            """, server.BaseUri);

        Assert.Equal(["2000", ClientErrorCode.ClientReplyTooLarge], results.Select(result => result.ToString()));
    }

    [Fact]
    public async Task A_password_is_not_sent_where_a_redirect_leads_in_clear()
    {
        TrustedCertificate.SkipUnlessTrusted();
        await using ScriptedServer plain = await ScriptedServer.StartAsync(_ => Task.FromResult(false));
        await using ScriptedServer secure = await ScriptedServer.StartAsync(context => context.Request.Method == "POST"
            ? ScriptedServer.RedirectAsync(context, 307, new Uri(plain.BaseUri, context.Request.Path).ToString())
            : Task.FromResult(false), tls: true);
        using var runspace = new ModuleRunspace();

        runspace.Run(
            "param($uri, $account) Connect-AppUser $account -AppId test-abcde -BaseUri $uri", out Collection<ErrorRecord> errors,
            secure.BaseUri, new PSCredential("mia", TestSession.Secret("horse")));

        ErrorRecord record = Assert.Single(errors);
        Assert.Equal("AppReplyInsecure,AppServices.Commands.ConnectAppUserCommand", record.FullyQualifiedErrorId);
        Assert.Equal((ErrorCategory.SecurityError, "mia"), (record.CategoryInfo.Category, record.TargetObject));
        Assert.Contains("https", record.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(plain.Seen);
    }

    [Fact]
    public async Task What_stays_on_this_machine_is_not_shown_to_a_proxy()
    {
        await using ScriptedServer proxy = await ScriptedServer.StartAsync(context => ScriptedServer.ReplyAsync(context, 502, "no"));
        await using ScriptedServer server = await ScriptedServer.StartAsync(_ => Task.FromResult(false));
        string address = proxy.BaseUri.ToString();

        ProgramResult result = await PowerShellProgram.RunAsync(
            $"Import-Module '{Repository.Module}'; (Connect-AppUser -Anonymous -AppId test-abcde -BaseUri '{server.BaseUri}').Id",
            ("http_proxy", address), ("all_proxy", address), ("no_proxy", ""));

        Assert.Equal(new ProgramResult(0, "6650a1f2c3d4e5f6a7b8c9d0\n", ""), result);
        Assert.Empty(proxy.Seen);
    }

    [Fact]
    public async Task A_service_below_a_path_is_used_there_and_another_than_that_at_the_root()
    {
        await using MountedServer server = await MountedServer.StartAsync();
        using var runspace = new ModuleRunspace();

        Collection<PSObject> results = runspace.Run(
            """
            param($uri)
            $user = Connect-AppUser -Anonymous -AppId shop-qwert -BaseUri "$uri/"
            "$($user.BaseUri)"
            Invoke-AppFunction sum 1, 2
            [object]::ReferenceEquals($user, (Connect-AppUser -Anonymous -AppId shop-qwert -BaseUri $uri))
            Disconnect-AppUser
            """, server.BaseUri);

        Assert.Equal([server.BaseUri.ToString(), "3", "True"], results.Select(result => result.ToString()));
        Assert.Empty(server.Strays);
    }
}
