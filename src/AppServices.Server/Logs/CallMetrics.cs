using System.Collections.Generic;
using System.Diagnostics.Metrics;

namespace AppServices.Server.Logs;

/// <summary>Measures what apps' logs tell of: calls of functions and services, endpoints, webhooks, triggers, logins.</summary>
internal sealed class CallMetrics
{
    /// <summary>The meter's name.</summary>
    public const string Name = "AppServices";

    private readonly Histogram<double> _durations;

    public CallMetrics(IMeterFactory meters) => _durations = meters.Create(Name).CreateHistogram<double>(
        "appservices.call.duration", "s", "How long calls, endpoints, webhooks, triggers and logins of apps took.");

    /// <summary>Measures what an entry tells of. Users and addresses are no part of it.</summary>
    public void Add(LogEntry entry)
    {
        if (!_durations.Enabled) return;
        _durations.Record(
            (entry.Completed - entry.Started).TotalSeconds, new("app", entry.AppId), new KeyValuePair<string, object?>("type", entry.Type),
            new("outcome", entry.HasFailed ? "failure" : "success"));
    }
}
