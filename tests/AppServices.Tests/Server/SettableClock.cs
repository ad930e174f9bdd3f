using System;

namespace AppServices.Tests.Server;

/// <summary>A clock that a test moves.</summary>
internal sealed class SettableClock : TimeProvider
{
    private DateTimeOffset _now = new(2031, 2, 3, 4, 5, 6, 0, TimeSpan.Zero);

    /// <summary>How far the clock goes on whenever it is read, as a real one does.</summary>
    public TimeSpan Step { get; init; }

    public void Advance(TimeSpan time) => _now += time;

    public override DateTimeOffset GetUtcNow() => _now += Step;
}
