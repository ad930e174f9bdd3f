using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using AppServices.Pump;
using AppServices.Tests.Client;
using Xunit;

namespace AppServices.Tests.Module;

/// <summary>Ctrl+C returns at once from whatever a cmdlet waits for (cmdlets 5).</summary>
[Collection("APPSERVICES_SERVER")]
public sealed class StopTests
{
    [Theory]
    [InlineData("Connect-AppUser -Anonymous -AsNewUser -AppId test-abcde -BaseUri $uri", "/location")]
    [InlineData("Connect-AppUser -Jwt $secret -AppId test-abcde -BaseUri $uri", "/custom-token/login")]
    [InlineData("Connect-AppUser -Anonymous -AsNewUser -AppId test-abcde -BaseUri $uri", "/auth/profile")]
    [InlineData("Add-AppUserLink -Jwt $secret", "/custom-token/login")]
    [InlineData("Register-AppUser -Credential $account -AppId test-abcde -BaseUri $uri", "/register")]
    [InlineData("Confirm-AppUser -Token $secret -TokenId 1 -AppId test-abcde -BaseUri $uri", "/confirm")]
    [InlineData("'a', 'b' | Send-AppUserConfirmation -AppId test-abcde -BaseUri $uri", "/confirm/send")]
    [InlineData("Send-AppUserConfirmation a -Function -AppId test-abcde -BaseUri $uri", "/confirm/call")]
    [InlineData("Send-AppPasswordReset a -AppId test-abcde -BaseUri $uri", "/reset/send")]
    [InlineData("Reset-AppUserPassword -Token $secret -TokenId 1 -NewPassword $secret -AppId test-abcde -BaseUri $uri", "/reset")]
    [InlineData("Reset-AppUserPassword a -Function -NewPassword $secret -AppId test-abcde -BaseUri $uri", "/reset/call")]
    [InlineData("Invoke-AppFunction sum 1", "/functions/call")]
    [InlineData("1..9 | Invoke-AppFunction sum -ThrottleLimit 4 | ForEach-Object { $_ }", "/functions/call")]
    [InlineData("(Get-AppUser).Functions.sum(1)", "/functions/call")]
    [InlineData("& (Get-AppUser).Functions['sum'] 1", "/functions/call")]
    [InlineData("(Get-AppUser).CallFunction('sum', 1)", "/functions/call")]
    [InlineData("(Get-AppUser).LinkCredentials([AppServices.AppCredential]::Jwt($secret))", "/custom-token/login")]
    [InlineData("(Get-AppUser).RefreshCustomData()", "/auth/session")]
    [InlineData("(Get-AppUser).LogOut()", "/auth/session")]
    [InlineData("(Get-AppUser).ApiKeys.FetchAll()", "/auth/api_keys")]
    [InlineData("(Get-AppUser).ApiKeys.Create('laptop')", "/auth/api_keys")]
    [InlineData("(Get-AppUser).ApiKeys.Delete('1')", "/auth/api_keys/1")]
    [InlineData("(Get-AppUser).Push('gcm').Register($secret)", "/registration")]
    [InlineData("Get-AppUserProfile -Refresh", "/auth/profile")]
    [InlineData("Get-AppUserIdentity -Refresh", "/auth/profile")]
    [InlineData("Get-AppUserCustomData -Refresh", "/auth/session")]
    [InlineData("Update-AppUserToken", "/auth/session")]
    [InlineData("Disconnect-AppUser", "/auth/session")]
    [InlineData("Enable-AppApiKey -Id 6650a1f2c3d4e5f6a7b8c9d1", "/auth/api_keys/6650a1f2c3d4e5f6a7b8c9d1/enable")]
    [InlineData("Disable-AppApiKey -Id 6650a1f2c3d4e5f6a7b8c9d1", "/auth/api_keys/6650a1f2c3d4e5f6a7b8c9d1/disable")]
    [InlineData("Unregister-AppPushDevice gcm", "/registration")]
    [InlineData("Update-AppUserCustomData", "/auth/session")]
    [InlineData("(Get-AppUser).RefreshAccessToken()", "/auth/session")]
    [InlineData("New-AppApiKey laptop", "/auth/api_keys")]
    [InlineData("Disable-AppApiKey laptop", "/auth/api_keys")]
    [InlineData("Get-AppApiKey", "/auth/api_keys")]
    [InlineData("Remove-AppApiKey -Id 6650a1f2c3d4e5f6a7b8c9d1 -Confirm:$false", "/auth/api_keys/6650a1f2c3d4e5f6a7b8c9d1")]
    [InlineData("(Get-AppUser).ApiKeys.Enable('1')", "/auth/api_keys/1/enable")]
    [InlineData("Register-AppPushDevice gcm -RegistrationToken $secret", "/registration")]
    [InlineData("Invoke-AppRequest /auth/profile", "/auth/profile")]
    [InlineData("Invoke-AppEndpoint /x", "/endpoint/x")]
    [InlineData("Remove-AppUser", "/auth/session")]
    [InlineData("Unregister-AppUser -Confirm:$false", "/auth/delete")]
    [InlineData("Test-AppConnection", "/auth/profile")]
    [InlineData("Get-AppFunction", "/discovery")]
    [InlineData("Get-AppDatabase", "/discovery")]
    [InlineData("Get-AppCollection", "/discovery")]
    [InlineData("Invoke-AppBulkWrite a b @{ deleteMany = @{ filter = @{} } }", "/discovery")]
    [InlineData("Add-AppDocument a b @{ a = 1 } -Unordered", "/discovery")]
    [InlineData("Export-AppDocument a b ([IO.Path]::GetTempPath() + [guid]::NewGuid()) -Format Json", "/functions/call")]
    [InlineData(
        "$f = [IO.Path]::GetTempFileName(); [IO.File]::WriteAllText($f, '{}'); " +
        "try { Import-AppDocument a b $f -Format Json } finally { [IO.File]::Delete($f) }",
        "/discovery")]
    public async Task Stopping_returns_at_once(string script, string waitsFor)
    {
        bool hangs = false;
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedServer server = await ScriptedServer.StartAsync(async context =>
        {
            if (!hangs || !context.Request.Path.Value!.EndsWith(waitsFor, StringComparison.Ordinal)) return false;
            reached.TrySetResult();
            var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using (context.RequestAborted.Register(() => aborted.TrySetResult())) await aborted.Task;
            return true;
        });
        using var runspace = new ModuleRunspace();
        if (waitsFor != "/location")
            runspace.Run("param($uri) $null = Connect-AppUser -Anonymous -AsNewUser -AppId test-abcde -BaseUri $uri", server.BaseUri);
        hangs = true;
        var account = new PSCredential("mia", TestSession.Secret("secret"));
        using PowerShell shell = runspace.Shell("param($uri, $secret, $account) " + script, server.BaseUri, account.Password, account);

        Task running = shell.InvokeAsync();
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TestSession.Token);
        var clock = Stopwatch.StartNew();
        await shell.StopAsync(null, null);

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 2);
        await Assert.ThrowsAnyAsync<Exception>(() => running);
    }

    [Theory]
    [InlineData("Connect-AppAdmin $account -BaseUri $uri", "/login")]
    [InlineData("Disconnect-AppAdmin", "/auth/session")]
    [InlineData("Get-AppDefinition", "/apps")]
    [InlineData("New-AppDefinition other", "/apps")]
    [InlineData("Remove-AppDefinition shop -Confirm:$false", "/apps")]
    [InlineData("Export-AppDefinition ([IO.Path]::GetTempPath() + [guid]::NewGuid()) -App shop", "/export")]
    [InlineData("Publish-AppDefinition $folder -App shop", "/import")]
    [InlineData("Publish-AppDefinition $folder -App shop", "/deployment")]
    [InlineData("Get-AppDeployment -App shop", "/deployments")]
    [InlineData("Restore-AppDeployment 1 -App shop", "/redeploy")]
    [InlineData("Get-AppFunctionDefinition -App shop", "/functions")]
    [InlineData("Set-AppFunctionDefinition -Name f -Source x -App shop", "/functions")]
    [InlineData("Remove-AppFunctionDefinition f -App shop", "/functions")]
    [InlineData("Test-AppFunction f -App shop", "/execute_function")]
    [InlineData("Get-AppValue -App shop", "/values")]
    [InlineData("Set-AppValue v 1 -App shop", "/values")]
    [InlineData("Remove-AppValue v -App shop", "/values")]
    [InlineData("Get-AppSecret -App shop", "/secrets")]
    [InlineData("Set-AppSecret s $account.Password -App shop", "/secrets")]
    [InlineData("Remove-AppSecret s -App shop -Confirm:$false", "/secrets")]
    [InlineData("Get-AppTrigger", "/apps")]
    [InlineData("Get-AppTrigger -App shop", "/triggers")]
    [InlineData("New-AppTrigger t -FunctionName f -Schedule '* * * * *' -App shop", "/functions")]
    [InlineData("Set-AppTrigger t -Unordered $true -App shop", "/triggers")]
    [InlineData("Enable-AppTrigger t -App shop", "/triggers")]
    [InlineData("Disable-AppTrigger t -App shop", "/triggers")]
    [InlineData("Resume-AppTrigger t -App shop", "/triggers")]
    [InlineData("Remove-AppTrigger t -App shop", "/triggers")]
    [InlineData("Get-AppEndpoint -App shop", "/endpoints")]
    [InlineData("Set-AppEndpoint /x GET f -App shop", "/endpoints")]
    [InlineData("Remove-AppEndpoint /x -App shop", "/endpoints")]
    [InlineData("Get-AppEnvironmentValue -App shop", "/environment_values")]
    [InlineData("Set-AppEnvironmentValue e 1 -App shop", "/environment_values")]
    [InlineData("Remove-AppEnvironmentValue e -App shop", "/environment_values")]
    [InlineData("Get-AppLogForwarder -App shop", "/log_forwarders")]
    [InlineData("Set-AppLogForwarder l -Enabled $true -App shop", "/log_forwarders")]
    [InlineData("Remove-AppLogForwarder l -App shop", "/log_forwarders")]
    [InlineData("Get-AppSchema -App shop", "/services")]
    [InlineData("Set-AppSchema a.b @{} -App shop", "/services")]
    [InlineData("Remove-AppSchema a.b -App shop", "/services")]
    [InlineData("Enable-AppHosting -App shop", "/hosting/config")]
    [InlineData("Disable-AppHosting -App shop", "/hosting/config")]
    [InlineData("Get-AppRequestOrigin -App shop", "/allowed_request_origins")]
    [InlineData("Set-AppRequestOrigin https://x -App shop", "/allowed_request_origins")]
    [InlineData("Get-AppHostingFile -App shop", "/assets")]
    [InlineData("Publish-AppHostingFile -LiteralPath $([IO.Path]::GetTempFileName()) -App shop", "/assets")]
    [InlineData("Export-AppHostingFile ([IO.Path]::GetTempPath() + [guid]::NewGuid()) -App shop", "/assets")]
    [InlineData("Remove-AppHostingFile /x -App shop", "/assets")]
    [InlineData("Get-AppRule -App shop", "/services")]
    [InlineData("Set-AppRule a.b @{ name = 'x' } -App shop", "/services")]
    [InlineData("Remove-AppRule a.b -App shop", "/services")]
    [InlineData("Get-AppAccount -App shop", "/users")]
    [InlineData("New-AppAccount $account -App shop", "/users")]
    [InlineData("Import-AppAccount -LiteralPath $($file = [IO.Path]::GetTempFileName(); [IO.File]::WriteAllText($file, '[{}]'); $file) -App shop", "/users/import")]
    [InlineData("Enable-AppAccount 1 -App shop", "/enable")]
    [InlineData("Disable-AppAccount 1 -App shop", "/disable")]
    [InlineData("Remove-AppAccount 1 -App shop -Confirm:$false", "/users/1")]
    [InlineData("Confirm-AppAccount a@b.c -App shop", "/confirm")]
    [InlineData("Revoke-AppAccountSession 1 -App shop", "/logout")]
    [InlineData("Get-AppAccountDevice 1 -App shop", "/devices")]
    [InlineData("Get-AppServerApiKey -App shop", "/api_keys")]
    [InlineData("New-AppServerApiKey k -App shop", "/api_keys")]
    [InlineData("Enable-AppServerApiKey k -App shop", "/api_keys")]
    [InlineData("Disable-AppServerApiKey k -App shop", "/api_keys")]
    [InlineData("Remove-AppServerApiKey k -App shop -Confirm:$false", "/api_keys")]
    [InlineData("Get-AppLog -App shop", "/logs")]
    [InlineData("Get-AppLog -App shop -Follow", "/logs")]
    [InlineData("Get-AppDependency -App shop", "/dependencies")]
    [InlineData("Add-AppDependency p -App shop", "/status")]
    [InlineData("Remove-AppDependency p -App shop", "/dependencies")]
    public async Task Stopping_an_admin_returns_at_once(string script, string waitsFor)
    {
        using var service = new FakeAdminService();
        service.AddApp("shop");
        var account = new PSCredential(FakeAdminService.PublicKey, TestSession.Secret(FakeAdminService.Secret));
        using var runspace = new ModuleRunspace();
        runspace.Run("param($uri, $account) $null = Connect-AppAdmin $account -BaseUri $uri", service.BaseUri, account);
        service.Silence = waitsFor;
        using PowerShell shell = runspace.Shell(
            "param($uri, $account, $folder) " + script, service.BaseUri, account, Path.Combine(Repository.Root, "samples", "club"));

        Task running = shell.InvokeAsync();
        await service.Reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TestSession.Token);
        var clock = Stopwatch.StartNew();
        await shell.StopAsync(null, null);

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 2);
        await Assert.ThrowsAnyAsync<Exception>(() => running);
    }

    [Theory]
    [InlineData("Start-AppServer $folder", "start")]
    [InlineData("$server = Start-AppServer $folder; Stop-AppServer $server", "stop")]
    public async Task Stopping_returns_at_once_from_a_server_that_does_not(string script, string hangsAt)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The server that hangs is a shell script.");
        string folder = Directory.CreateTempSubdirectory("appservices-stop-").FullName;
        string program = Path.Combine(folder, "hang");
        string ready = hangsAt == "stop" ? "echo Ready: http://127.0.0.1:1 serving test-abcde; cat >/dev/null" : "";
        await File.WriteAllTextAsync(program, $"#!/bin/sh\n{ready}\n: >'{folder}/reached'\nexec sleep 30\n", TestSession.Token);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using var runspace = new ModuleRunspace();
        try
        {
            using PowerShell shell = runspace.Shell(
                "param($program, $folder) $env:APPSERVICES_SERVER = $program; " + script, program, folder);
            Task running = shell.InvokeAsync();
            while (!File.Exists(Path.Combine(folder, "reached"))) await Task.Delay(20, TestSession.Token);
            var clock = Stopwatch.StartNew();
            await shell.StopAsync(null, null);

            Assert.InRange(clock.Elapsed.TotalSeconds, 0, 2);
            await Assert.ThrowsAnyAsync<Exception>(() => running);
        }
        finally
        {
            runspace.Run(
                "$env:APPSERVICES_SERVER = $null; Get-AppServer | ForEach-Object { [Diagnostics.Process]::GetProcessById($_.Id).Kill() }");
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Every_cmdlet_that_waits_is_stopped_here_or_among_the_documents()
    {
        string[] scripts = new[] { typeof(StopTests), typeof(DocumentTests) }
            .SelectMany(tests => tests.GetMethods().Where(method => method.Name.StartsWith("Stopping_", StringComparison.Ordinal)))
            .SelectMany(test => test.GetCustomAttributes<InlineDataAttribute>())
            .Select(data => (string)data.Data[0]!).ToArray();
        string[] cmdlets = typeof(AsyncCmdlet).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(AsyncCmdlet)) && !type.IsAbstract)
            .Select(type => type.GetCustomAttribute<CmdletAttribute>()!)
            .Select(cmdlet => $"{cmdlet.VerbName}-{cmdlet.NounName}").ToArray();

        Assert.NotEmpty(cmdlets);
        Assert.All(cmdlets, cmdlet => Assert.Contains(scripts, script => Regex.IsMatch(script, $@"\b{cmdlet}\b")));
    }
}
