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
    /// <summary>How long somebody who presses Tab waits.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMilliseconds(700);

    /// <summary>The options of what Tab asks for.</summary>
    public static RequestOptions Options { get; } = new() { Timeout = TimeSpan.FromSeconds(5), MaximumRetryCount = 0 };

    /// <summary>The user that a command line means: -User or -UserId, else the current one; null for none, or when several could be meant.</summary>
    /// <param name="bound">The parameters given so far, by name.</param>
    public static AppUser? UserOf(IDictionary bound) => BoundUsers.Given(bound) is not { } given ? CurrentUser.Get()
        : given is [{ } only] ? only : null;

    /// <summary>What the server tells that user; null when it does not, or not in time.</summary>
    public static AppDiscovery? Of(IDictionary bound)
    {
        if (UserOf(bound) is not { IsLoggedIn: true } user) return null;
        Task<AppDiscovery?> asking = user.Discovery.Ask(Options, repeats: false);
        AppDiscovery? told = null;
        new PipelinePump().Run(WaitAsync, CancellationToken.None);
        return told;

        async Task WaitAsync(CancellationToken cancellationToken)
        {
            await Task.WhenAny(asking, Task.Delay(Patience, cancellationToken));
            if (asking.Status == TaskStatus.RanToCompletion) told = await asking;
        }
    }
}
