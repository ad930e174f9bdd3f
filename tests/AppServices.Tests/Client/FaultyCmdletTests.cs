using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AppServices.Tests.Module;
using Xunit;

namespace AppServices.Tests.Client;

/// <summary>
/// As <see cref="FaultyProxyTests"/>, by cmdlets: whatever the way to the server does, a command writes its result or one error whose id
/// says what to do, and ends.
/// </summary>
public sealed class FaultyCmdletTests(FaultyProxyTests.Service service, FaultyCmdletTests.Shell shell)
    : IClassFixture<FaultyProxyTests.Service>, IClassFixture<FaultyCmdletTests.Shell>
{
    private static readonly Dictionary<string, (string Request, string Script, object? Result)> s_commands = new()
    {
        ["connect"] = ("POST /login", "[bool](Connect-AppUser -Anonymous -AsNewUser -AppId test-abcde -BaseUri $uri)", true),
        ["function"] = ("POST /functions/call", "Invoke-AppFunction sum 1, 2 -User $user", 3),
        ["find"] = ("POST /functions/call", "@(Get-AppDocument shop items -First 1 -User $user).Count", 1),
        ["watch"] = ("GET /functions/call", "@(Watch-AppDocument shop items -Reconnect -First 1 -User $user).Count", 1),
    };

    private static readonly string[] s_ids = ["AppServerUnreachable", "AppReplyInvalid", "AppRequestTimedOut"];

    public static IEnumerable<TheoryDataRow<string, ProxyFault>> Cases =>
        from command in s_commands.Keys
        from fault in Enum.GetValues<ProxyFault>()
        // A watch waits before it comes back, so it has the faults only that differ for it.
        where command != "watch" || fault is ProxyFault.ResetWithinReplyBody or ProxyFault.CloseWithoutReply or ProxyFault.GarbageStatusLine
        select new TheoryDataRow<string, ProxyFault>(command, fault);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_fault_is_the_result_or_one_error(string command, ProxyFault fault)
    {
        (string request, string script, object? result) = s_commands[command];
        shell.Runspace.Run("param($uri) $global:user = Connect-AppUser -Anonymous -AsNewUser -AppId test-abcde -BaseUri $uri", service.Proxy.Address);
        if (fault == ProxyFault.SilenceWithinReplyBody) script = script.Replace("-AppId", "-TimeoutSeconds 1 -AppId", StringComparison.Ordinal).Replace("-User", "-TimeoutSeconds 1 -User", StringComparison.Ordinal);
        service.Proxy.Arm(fault, request);

        Collection<ErrorRecord> errors = [];
        Task<Collection<PSObject>> running = Task.Run(() => shell.Runspace.Run($"param($uri) try {{ {script} }} catch {{ Write-Error -ErrorRecord $_ }}", out errors, service.Proxy.Address));
        while (command == "watch" && !running.IsCompleted) await service.InsertAsync();
        Collection<PSObject> results = await running;

        if (fault is not (ProxyFault.None or ProxyFault.ResetAtConnect)) Assert.InRange(service.Proxy.Seen, 1, command is "find" or "watch" ? int.MaxValue : 1);
        if (fault is ProxyFault.None or ProxyFault.Drip || command == "watch") Assert.Empty(errors);
        if (errors.Count == 0)
        {
            Assert.Equal(result, Convert.ChangeType(Assert.Single(results).BaseObject, result!.GetType(), System.Globalization.CultureInfo.InvariantCulture));
            return;
        }
        Assert.Contains(ModuleRunspace.IdOf(Assert.Single(errors)), s_ids);
        service.Proxy.Arm(ProxyFault.None, request);
        Assert.NotEmpty(shell.Runspace.Run(s_commands["function"].Script));
    }

    /// <summary>A runspace for all cases.</summary>
    public sealed class Shell : IDisposable
    {
        internal ModuleRunspace Runspace { get; } = new();

        public void Dispose() => Runspace.Dispose();
    }
}
