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
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    public void Map(AdminRoutes routes)
    {
        routes.Get("/measurements", (call, app) => AnswerAsync(call, [app], reply =>
        {
            reply["app_id"] = app.Id;
            reply["app_name"] = app.App.Definition.Description.Name;
        }));
        routes.AddRoot("GET", "/groups/{group}/measurements", AdminRight.ReadDefinition, async call =>
            await AnswerAsync(call, await definitions.ListAsync(call.Aborted), _ => { }));
    }

    private async Task AnswerAsync(AdminCall call, IReadOnlyList<AppEntry> apps, Action<JsonObject> name)
    {
        DateTime now = clock.GetUtcNow().UtcDateTime;
        DateTime start = AdminQuery.Time(call, "start") ?? new DateTime(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc);
        DateTime end = AdminQuery.Time(call, "end") ?? now;
        if (end < start) throw new ApiException(400, "InvalidParameter", "'end' must not be before 'start'");
        TimeSpan step = Step(call) is { } given ? given : end - start + s_hour;
        if ((end - start) / step > MaxPoints)
            throw new ApiException(400, "InvalidParameter", $"these are more than {MaxPoints} data points; pass a larger 'granularity'");
        await writer.FlushAsync(call.Aborted);
        int points = (int)((end - start) / step) + 1;
        long[] requests = new long[points], milliseconds = new long[points];
        DateTime first = UsageStore.HourOf(start);
        foreach (AppEntry app in apps)
        {
            await foreach (Usage hour in UsageStore.ReadAsync(store, app.ClientAppId, first, end + s_hour, call.Aborted))
            {
                if (hour.Hour > end) continue;
                int point = Math.Min((int)((hour.Hour - first) / step), points - 1);
                requests[point] += hour.Requests;
                milliseconds[point] += hour.Milliseconds;
            }
        }
        var reply = new JsonObject
        {
            ["group_id"] = call.GroupId,
            ["start"] = AdminQuery.Text(start),
            ["end"] = AdminQuery.Text(end),
            ["granularity"] = XmlConvert.ToString(step),
            ["measurements"] = new JsonArray(
                Measurement("request_count", "<empty string>", requests.Select(count => (double)count)),
                Measurement("compute_time", "HOURS", milliseconds.Select(time => time / s_hour.TotalMilliseconds))),
        };
        name(reply);
        await AdminJson.SendAsync(call.Context, 200, reply);

        JsonObject Measurement(string of, string units, IEnumerable<double> values) => new()
        {
            ["name"] = of,
            ["units"] = units,
            ["data_points"] = new JsonArray([.. values.Select((value, index) => new JsonObject
            {
                ["timestamp"] = AdminQuery.Text(start + (step * index)),
                ["value"] = value,
            })]),
        };
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
}
