using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.Objects;
using AppServices.Server.Admin.SignIn;
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
        var references = new References(app.ClientAppId, await definitions.CurrentAsync(app, call.Aborted), []);
        var reply = new JsonObject
        {
            ["logs"] = new JsonArray([.. page.Entries.Select(entry => ToJson(entry, call, app, references))]),
        };
        if (page.NextEnd is { } end)
        {
            reply["nextEndDate"] = AdminQuery.Text(end);
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
            AdminQuery.Time(call, "start_date"), AdminQuery.Time(call, "end_date"), filter,
            AdminQuery.Number(call, "skip", 0, 0, int.MaxValue), AdminQuery.Number(call, "limit", MaxEntries, 1, MaxEntries));
    }

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
        field => KeyValuePair.Create(field.Name, ToJson(field.Value))));

    private static JsonNode? ToJson(BsonValue value) => value switch
    {
        BsonDocument document => ToJson(document),
        BsonArray items => new JsonArray([.. items.Select(ToJson)]),
        BsonDateTime time => AdminQuery.Text(time.ToUniversalTime()),
        BsonInt32 number => number.Value,
        BsonBoolean flag => flag.Value,
        _ => value.AsString,
    };
}
