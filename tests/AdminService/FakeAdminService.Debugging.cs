#nullable enable
using System;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text.Json.Nodes;

namespace AppServices.Tests.Client;

/// <summary>Trial runs, and the log that they leave.</summary>
public sealed partial class FakeAdminService
{
    private Reply Run(FakeApp app, HttpListenerRequest request, JsonObject body)
    {
        if (request.QueryString["run_as_system"] is null == (request.QueryString["user_id"] is null))
            return Error(400, "must specify one of run_as_system and user_id");
        string name = body["name"]!.ToString();
        if (app.Of("functions").FirstOrDefault(one => one["name"]!.ToString() == name) is not { } function)
            return Error(404, $"function not found: '{name}'", "FunctionNotFound");
        bool fails = function["source"]!.ToString().Contains("throw");
        string now = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var entry = new JsonObject
        {
            ["type"] = "FUNCTION", ["function_name"] = name, ["started"] = now, ["completed"] = now, ["messages"] = new JsonArray($"{name} ran"),
        };
        if (request.QueryString["user_id"] is { } user) entry["user_id"] = user;
        if (fails) entry["error"] = "it failed";
        Insert(app, "logs", entry);
        return new Reply(200, new JsonObject
        {
            ["result"] = fails ? null : body["arguments"]!.DeepClone(),
            ["logs"] = new JsonArray($"{name} runs as {(request.QueryString["user_id"] ?? "system")}"),
            ["error_logs"] = null,
            ["error"] = fails ? new JsonObject { ["message"] = "it failed", ["name"] = "Error" } : null,
            ["stats"] = new JsonObject { ["execution_time"] = "12.5ms" },
        });
    }

    private static Reply Logs(FakeApp app, HttpListenerRequest request)
    {
        DateTimeOffset? Time(string name) =>
            request.QueryString[name] is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : null;
        string[]? types = request.QueryString["type"]?.Split(',');
        JsonObject[] found = app.Of("logs")
            .Where(entry => types is null || types.Contains(entry["type"]!.ToString()))
            .Where(entry => request.QueryString["errors_only"] is null || entry["error"] is not null)
            .Where(entry => request.QueryString["user_id"] is not { } user || entry["user_id"]?.ToString() == user)
            .Where(entry => request.QueryString["co_id"] is not { } id || entry["co_id"]?.ToString() == id)
            .Where(entry => !(StartOf(entry) <= Time("start_date")) && !(StartOf(entry) > Time("end_date")))
            .OrderByDescending(StartOf).ToArray();
        int skip = int.Parse(request.QueryString["skip"] ?? "0", CultureInfo.InvariantCulture);
        int limit = int.Parse(request.QueryString["limit"] ?? "100", CultureInfo.InvariantCulture);
        var reply = new JsonObject { ["logs"] = new JsonArray(found.Skip(skip).Take(limit).Select(entry => entry.DeepClone()).ToArray()) };
        if (found.Length > skip + limit)
        {
            reply["nextEndDate"] = found[0]["started"]!.ToString();
            reply["nextSkip"] = skip + limit;
        }
        return new Reply(200, reply);
    }

    private static DateTimeOffset StartOf(JsonObject entry) =>
        DateTimeOffset.Parse(entry["started"]!.ToString(), CultureInfo.InvariantCulture);
}
