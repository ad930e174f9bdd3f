using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace AppServices.Server.Functions.Running;

/// <summary>The timers of one call, soonest first, in the order they were set where they are due together.</summary>
internal sealed class TimerQueue(int limit)
{
    private readonly PriorityQueue<ScriptTimer, (TimeSpan Due, long Order)> _queue = new();
    private readonly Dictionary<int, ScriptTimer> _live = [];
    private long _order;
    private int _once;

    /// <summary>The id for the next timer.</summary>
    public int NextId { get; private set; } = 1;

    /// <summary>Whether no more timers may be set.</summary>
    public bool IsFull => _live.Count >= limit;

    /// <summary>Whether a timer is pending that will come to an end by itself.</summary>
    public bool HasOneShot => _once > 0;

    /// <summary>Adds a timer.</summary>
    public void Add(ScriptTimer timer, TimeSpan due)
    {
        NextId = timer.Id + 1;
        _live.Add(timer.Id, timer);
        if (timer.Interval is null) _once++;
        _queue.Enqueue(timer, (due, _order++));
    }

    /// <summary>Forgets a timer; unknown ids are none.</summary>
    public void Remove(int id)
    {
        if (_live.Remove(id, out ScriptTimer? timer) && timer.Interval is null) _once--;
    }

    /// <summary>The soonest timer and when it is due.</summary>
    public bool TryPeek([NotNullWhen(true)] out ScriptTimer? timer, out TimeSpan due)
    {
        while (_queue.TryPeek(out timer, out (TimeSpan Due, long Order) priority))
        {
            due = priority.Due;
            if (_live.ContainsKey(timer.Id)) return true;
            _queue.Dequeue();
        }

        due = default;
        return false;
    }

    /// <summary>Takes the soonest timer out; one that repeats is queued again.</summary>
    public void Take(TimeSpan now)
    {
        ScriptTimer timer = _queue.Dequeue();
        if (timer.Interval is { } interval) _queue.Enqueue(timer, (now + interval, _order++));
        else Remove(timer.Id);
    }
}
