using System;
using System.Collections;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Pump;
using AppServices.State;

namespace AppServices.Completion;

/// <summary>
/// Asks the server for names, for no longer than somebody who presses Tab waits. An answer that comes later is there for the next
/// Tab; one that does not come, or a server that does not tell, leaves the names that were met here (cmdlets P6).
/// </summary>
internal static class ServerNames
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(700);
    private static readonly RequestOptions s_options = new() { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>The user that a command line means: -User or -UserId, else the current one; null for none, or when several could be meant.</summary>
    /// <param name="bound">The parameters given so far, by name.</param>
    public static AppUser? UserOf(IDictionary bound) => (bound["User"] ?? bound["UserId"]) is not { } given ? CurrentUser.Get()
        : given as AppUser ?? (ModuleState.Users.Find(given.ToString()!) is [{ } only] ? only : null);

    /// <summary>What the server tells that user; null when it does not, or not in time.</summary>
    public static AppDiscovery? Of(IDictionary bound)
    {
        if (UserOf(bound) is not { IsLoggedIn: true } user) return null;
        Task<AppDiscovery?> asking = user.Discovery.Ask(s_options, repeats: false);
        AppDiscovery? told = null;
        new PipelinePump().Run(WaitAsync, CancellationToken.None);
        return told;

        async Task WaitAsync(CancellationToken cancellationToken)
        {
            await Task.WhenAny(asking, Task.Delay(s_patience, cancellationToken));
            if (asking.Status == TaskStatus.RanToCompletion) told = await asking;
        }
    }
}
