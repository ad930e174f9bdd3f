using System;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.Objects;
using AppServices.Server.Admin.SignIn;
using AppServices.Server.Errors;
using AppServices.Server.Logs;
using MongoDB.Bson;

namespace AppServices.Server.Admin.Debugging;

/// <summary>The log of an app. Source: admin-api 6.</summary>
internal sealed class LogsEndpoint(LogWriter writer, LogStore logs, AppDefinitions definitions) : IAdminEndpoint
{
    private const int MaxEntries = 100;
    private static readonly string[] s_exact = ["co_id", "user_id", "function_name"];

    public void Map(AdminRoutes routes) => routes.Get("/logs", GetAsync);

    private async Task GetAsync(AdminCall call, AppEntry app)
    {
        LogQuery query = QueryOf(call);
        // So that who has seen a reply finds what it was about.
        await writer.FlushAsync(call.Aborted);
        LogPage page = await logs.ReadAsync(app.ClientAppId, query, call.Aborted);
        var references = new References(app.ClientAppId, definitions.Current(app), []);
        var reply = new JsonObject
        {
            ["logs"] = new JsonArray([.. page.Entries.Select(entry => ToJson(entry, call, app, references))]),
        };
        if (page.NextEnd is { } end)
        {
            reply["nextEndDate"] = Text(end);
            reply["nextSkip"] = page.NextSkip;
        }
        await AdminJson.SendAsync(call.Context, 200, reply);
    }

    private static LogQuery QueryOf(AdminCall call)
    {
        var filter = new BsonDocument();
        foreach (string name in s_exact)
            if (call.Query(name) is { Length: > 0 } text) filter[name] = new BsonDocument("$eq", text);
        if (call.Query("type") is { Length: > 0 } types)
        {
            filter["type"] = new BsonDocument(
                "$in", new BsonArray(types.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)));
        }
        if (call.Context.Request.Query.ContainsKey("errors_only")) filter["error"] = new BsonDocument("$exists", true);
        return new LogQuery(
            Time(call, "start_date"), Time(call, "end_date"), filter,
            Number(call, "skip", 0, 0, int.MaxValue), Number(call, "limit", MaxEntries, 1, MaxEntries));
    }

    // A plus sign that was not encoded arrives as a space.
    private static DateTime? Time(AdminCall call, string name) => call.Query(name) switch
    {
        "" => null,
        var text when DateTimeOffset.TryParse(
            text.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) => time.UtcDateTime,
        _ => throw new ApiException(400, "InvalidParameter", $"'{name}' must be a time such as 2026-01-31T12:00:00.000Z"),
    };

    private static int Number(AdminCall call, string name, int otherwise, int low, int high) => call.Query(name) switch
    {
        "" => otherwise,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= low
            && number <= high => number,
        _ => throw new ApiException(400, "InvalidParameter", $"'{name}' must be a whole number from {low} to {high}"),
    };

    // Files know names only, so that ids are those of what has the name now.
    private static JsonObject ToJson(BsonDocument entry, AdminCall call, AppEntry app, References references)
    {
        JsonObject reply = ToJson(entry);
        reply["domain_id"] = app.App.Definition.DomainId;
        reply["app_id"] = app.Id;
        reply["group_id"] = call.GroupId;
        if (reply.Text("function_name") is { } function && reply["function_call"]?["service"]?.ToString() is null or "")
            reply["function_id"] = references.FunctionId(function);
        if (reply.Text("event_subscription_name") is { } trigger) reply["event_subscription_id"] = references.IdOf(TriggerKind.Id, trigger);
        if (reply.Text("endpoint_route") is { } route)
            reply["endpoint_id"] = references.IdOf("endpoint", $"{reply.Text("request_method")} {route}");
        return reply;
    }

    private static JsonObject ToJson(BsonDocument document) => new(document.Select(
        field => System.Collections.Generic.KeyValuePair.Create(field.Name, ToJson(field.Value))));

    private static JsonNode? ToJson(BsonValue value) => value switch
    {
        BsonDocument document => ToJson(document),
        BsonArray items => new JsonArray([.. items.Select(ToJson)]),
        BsonDateTime time => Text(time.ToUniversalTime()),
        BsonInt32 number => number.Value,
        BsonBoolean flag => flag.Value,
        _ => value.AsString,
    };

    private static string Text(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
