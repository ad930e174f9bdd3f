using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using System.Xml;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.Operators;
using AppServices.Server.Admin.SignIn;
using AppServices.Server.Errors;
using AppServices.Server.Logs;
using AppServices.Server.Storage;

namespace AppServices.Server.Admin.Debugging;

/// <summary>How much apps did. Source: admin-api 6.3.</summary>
internal sealed class MeasurementsEndpoint(
    LogWriter writer, IDataStore store, AppDefinitions definitions, TimeProvider clock) : IAdminEndpoint
{
    private const int MaxPoints = 1000;
    private const double Gigabyte = 1e9;
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1), s_month = TimeSpan.FromDays(31);

    private static readonly IReadOnlyList<Measure> s_billed =
    [
        new("request_count", "<empty string>", UsageKinds.Overall, static (usage, _) => usage.Succeeded + usage.Failed),
        new("compute_time", "HOURS", UsageKinds.Overall, static (usage, _) => usage.Milliseconds / s_hour.TotalMilliseconds),
        new("data_out", "GIGABYTES", UsageKinds.Overall, static (usage, _) => usage.Bytes / Gigabyte),
        // Nothing here syncs.
        new("sync_time", "HOURS", UsageKinds.Overall, static (_, _) => 0),
    ];

    private static readonly IReadOnlyList<Measure> s_metrics = [.. UsageKinds.All.SelectMany(MetricsOf)];

    public void Map(AdminRoutes routes)
    {
        routes.Get("/measurements", (call, app) => AnswerBilledAsync(call, [app], reply =>
            (reply["app_id"], reply["app_name"]) = (app.Id, app.App.Definition.Description.Name)));
        routes.AddRoot("GET", "/groups/{group}/measurements", AdminRight.ReadDefinition, async call =>
            await AnswerBilledAsync(call, await definitions.ListAsync(call.Aborted), _ => { }));
        routes.Get("/metrics", AnswerMetricsAsync);
    }

    private static IEnumerable<Measure> MetricsOf(string kind)
    {
        // The one name that is in the singular there.
        string failed = kind == UsageKinds.Endpoints ? "_FAILED_REQUEST" : "_FAILED_REQUESTS";
        yield return new Measure(
            kind + "_SUCCESSFUL_REQUESTS", "SCALAR_PER_SECOND", kind, static (usage, step) => usage.Succeeded / step.TotalSeconds);
        yield return new Measure(kind + failed, "SCALAR_PER_SECOND", kind, static (usage, step) => usage.Failed / step.TotalSeconds);
        yield return new Measure(kind + "_EGRESS_BYTES", "BYTES_PER_SECOND", kind, static (usage, step) => usage.Bytes / step.TotalSeconds);
        if (kind != UsageKinds.Authentication)
        {
            yield return new Measure(
                kind + "_COMPUTE_MS", "SCALAR_PER_SECOND", kind, static (usage, step) => usage.Milliseconds / step.TotalSeconds);
        }
    }

    private Task AnswerBilledAsync(AdminCall call, IReadOnlyList<AppEntry> apps, Action<JsonObject> name)
    {
        DateTime now = clock.GetUtcNow().UtcDateTime, month = new(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc);
        return AnswerAsync(
            call, apps, s_billed, AdminQuery.Time(call, "start") ?? month, AdminQuery.Time(call, "end") ?? now, Step(call) ?? s_month,
            name);
    }

    private Task AnswerMetricsAsync(AdminCall call, AppEntry app)
    {
        string[] wanted = call.Query("metrics").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (Array.Find(wanted, name => !s_metrics.Any(known => known.Name == name)) is { } unknown)
        {
            throw new ApiException(
                400, "InvalidParameter",
                $"metric '{unknown}' is not measured here; {string.Join(", ", s_metrics.Select(one => one.Name))} are");
        }
        return AnswerAsync(
            call, [app], [.. s_metrics.Where(one => wanted.Length == 0 || wanted.Contains(one.Name))],
            AdminQuery.Time(call, "start") ?? throw Missing("start", "a time such as 2026-01-31T12:00:00Z"),
            AdminQuery.Time(call, "end") ?? throw Missing("end", "a time such as 2026-01-31T12:00:00Z"),
            Step(call) ?? throw Missing("granularity", "an ISO 8601 duration such as PT1H"),
            reply => (reply["app_id"], reply["app_name"]) = (app.Id, app.App.Definition.Description.Name));
    }

    private static ApiException Missing(string name, string what) => new(400, "MissingParameter", $"'{name}' is required: {what}");

    private async Task AnswerAsync(
        AdminCall call, IReadOnlyList<AppEntry> apps, IReadOnlyList<Measure> measures, DateTime start, DateTime end, TimeSpan step,
        Action<JsonObject> name)
    {
        if (end < start) throw new ApiException(400, "InvalidParameter", "'end' must not be before 'start'");
        if ((end - start) / step > MaxPoints)
            throw new ApiException(400, "InvalidParameter", $"these are more than {MaxPoints} data points; pass a larger 'granularity'");
        await writer.FlushAsync(call.Aborted);
        var points = new Dictionary<string, Usage>[(int)((end - start) / step) + 1];
        for (int i = 0; i < points.Length; i++) points[i] = [];
        DateTime first = UsageStore.HourOf(start);
        foreach (AppEntry app in apps)
        {
            await foreach (UsageHour hour in UsageStore.ReadAsync(store, app.ClientAppId, first, end + s_hour, call.Aborted))
            {
                if (hour.Hour > end) continue;
                Dictionary<string, Usage> point = points[Math.Min((int)((hour.Hour - first) / step), points.Length - 1)];
                foreach ((string kind, Usage usage) in hour.Kinds) point[kind] = point.GetValueOrDefault(kind) + usage;
            }
        }
        var reply = new JsonObject
        {
            ["group_id"] = call.GroupId,
            ["start"] = AdminQuery.Text(start),
            ["end"] = AdminQuery.Text(end),
            ["granularity"] = XmlConvert.ToString(step),
            ["measurements"] = new JsonArray([.. measures.Select(measure => new JsonObject
            {
                ["name"] = measure.Name,
                ["units"] = measure.Units,
                ["data_points"] = new JsonArray([.. points.Select((point, index) => new JsonObject
                {
                    ["timestamp"] = AdminQuery.Text(start + (step * index)),
                    ["value"] = measure.Value(point.GetValueOrDefault(measure.Kind), step),
                })]),
            })]),
        };
        name(reply);
        await AdminJson.SendAsync(call.Context, 200, reply);
    }

    private static TimeSpan? Step(AdminCall call)
    {
        string text = call.Query("granularity");
        if (text.Length == 0) return null;
        try
        {
            if (XmlConvert.ToTimeSpan(text) is var step && step >= s_hour) return step;
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            // The same answer as for a shorter one.
        }
        throw new ApiException(400, "InvalidParameter", "'granularity' must be an ISO 8601 duration of an hour or more, such as PT1H");
    }

    private sealed record Measure(string Name, string Units, string Kind, Func<Usage, TimeSpan, double> Value);
}
