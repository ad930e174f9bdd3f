using System;
using System.Threading;

namespace AppServices.Tests.Server;

/// <summary>The system's clock, whose timers ring a hundred times as soon.</summary>
internal sealed class FastClock : TimeProvider
{
    private const int Times = 100;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, Sooner(dueTime), Sooner(period));

    private static TimeSpan Sooner(TimeSpan time) => time > TimeSpan.Zero ? time / Times : time;
}
