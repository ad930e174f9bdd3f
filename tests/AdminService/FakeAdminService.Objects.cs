#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text.Json.Nodes;

namespace AppServices.Tests.Client;

/// <summary>What apps consist of: lists, one by one, in the shapes that the service has.</summary>
public sealed partial class FakeAdminService
{
    private Reply DefaultRule(JsonObject source, string method, JsonObject? body)
    {
        var rule = source["default_rule"] as JsonObject;
        switch (method)
        {
            case "POST" when rule is not null: return Error(400, "default rule already exists");
            case "POST":
                source["default_rule"] = body!.DeepClone();
                source["default_rule"]!["_id"] = NewId();
                return new Reply(201, source["default_rule"]!.DeepClone());
            case var _ when rule is null: return Error(404, "default rule does not exist on service");
            case "GET": return new Reply(200, rule.DeepClone());
            case "PUT" when body!["_id"]?.ToString() != rule["_id"]?.ToString(): return Error(400, "service default rule id mismatch");
            case "PUT": source["default_rule"] = body!.DeepClone(); return new Reply(204);
            default: source["default_rule"] = null; return new Reply(204);
        }
    }

    private Reply Resource(FakeApp app, string method, string kind, string[] path, HttpListenerRequest request, JsonObject? body)
    {
        List<JsonObject> all = app.Of(kind);
        if (path.Length == 0)
        {
            if (method == "GET")
                return new Reply(200, new JsonArray(Page(all, kind, request).Select(one => (JsonNode)Brief(one, kind)).ToArray()));
            if (Refusal(app, kind, body!) is { } refusal) return refusal;
            if (all.Any(one => NameOf(one, kind) == NameOf(body!, kind)))
                return kind == "users"
                    ? Error(409, "name already in use", "AccountNameInUse")
                    : Error(409, $"{kind} '{NameOf(body!, kind)}' exists");
            var made = (JsonObject)body!.DeepClone();
            if (kind == "users") made = NewUser(made["email"]!.ToString());
            if (kind == "api_keys") { made["disabled"] = false; made["key"] = "k" + Guid.NewGuid().ToString("N"); }
            if (kind == "triggers") Complete(app, made);
            Insert(app, kind, made);
            var told = (JsonObject)made.DeepClone();
            if (kind == "api_keys") made.Remove("key");
            return new Reply(kind == "schemas" ? 200 : 201, kind is "functions" or "secrets" or "values" or "schemas" ? Brief(told, kind) : told);
        }
        int index = all.FindIndex(one => one["_id"]!.ToString() == path[0]);
        if (index < 0) return kind == "secrets" ? Error(404, $"secret not found: \"{path[0]}\"") : NotFound(kind.TrimEnd('s'));
        JsonObject known = all[index];
        if (path.Length == 2)
        {
            if (path[1] is "enable" or "disable") known["disabled"] = path[1] == "disable";
            if (path[1] == "resume") known["suspended"] = false;
            return new Reply(204);
        }
        switch (method)
        {
            case "PATCH" when kind == "log_forwarders":
                foreach (KeyValuePair<string, JsonNode?> field in body!) known[field.Key] = field.Value?.DeepClone();
                return new Reply(200, known.DeepClone());
            case "GET": return new Reply(200, kind == "secrets" ? Brief(known, kind) : known.DeepClone());
            case "DELETE":
                all.RemoveAt(index);
                return kind is "triggers" or "endpoints" or "functions" ? new Reply(200, new JsonObject()) : new Reply(204);
            default:
                if (Refusal(app, kind, body!) is { } refusal) return refusal;
                var put = (JsonObject)body!.DeepClone();
                put["_id"] = path[0];
                if (kind == "triggers") Complete(app, put);
                all[index] = put;
                return new Reply(204);
        }
    }

    private static Reply? Refusal(FakeApp app, string kind, JsonObject body)
    {
        if (kind == "functions" && body["source"]?.ToString().Contains("=> {{") == true)
            return Error(400, "SyntaxError: Unexpected token", "FunctionSyntaxError");
        if (kind == "triggers" && body["type"]?.ToString() == "DATABASE"
            && One(app, "services", body["config"]?["service_id"]?.ToString()) is null)
            return Error(400, "a database trigger requires an associated Atlas cluster service");
        if (kind == "triggers" && body["config"]?["operation_type"] is JsonArray) return Error(400, "cannot unmarshal array");
        return null;
    }

    // The function stands in both places, with its name.
    private static void Complete(FakeApp app, JsonObject trigger)
    {
        if (trigger["event_processors"]?["AWS_EVENTBRIDGE"] is not null)
        {
            trigger["function_id"] = "000000000000000000000000";
            return;
        }
        string? id = trigger["function_id"]?.ToString() ?? trigger["event_processors"]?["FUNCTION"]?["config"]?["function_id"]?.ToString();
        string? name = app.Of("functions").FirstOrDefault(one => one["_id"]!.ToString() == id)?["name"]?.ToString();
        trigger["function_id"] = id;
        trigger["function_name"] = name;
        trigger["event_processors"] =
            new JsonObject
            {
                ["FUNCTION"] = new JsonObject { ["config"] = new JsonObject { ["function_id"] = id, ["function_name"] = name } },
            };
        if (One(app, "services", trigger["config"]?["service_id"]?.ToString()) is { } service)
            trigger["config"]!["clusterName"] = service["config"]!["clusterName"]!.DeepClone();
    }

    private static string NameOf(JsonObject one, string kind) => kind switch
    {
        "endpoints" => $"{one["http_method"]} {one["route"]}",
        "schemas" => $"{one["metadata"]}",
        _ when kind.StartsWith("rules/", StringComparison.Ordinal) => $"{one["database"]}.{one["collection"]}",
        "users" => one["email"]?.ToString() ?? one["data"]?["email"]?.ToString() ?? "",
        _ => one["name"]?.ToString() ?? "",
    };

    // Lists and replies to POST leave out what is large or secret.
    private static JsonObject Brief(JsonObject one, string kind)
    {
        string[]? fields = kind switch
        {
            "functions" => new[] { "_id", "name", "last_modified" },
            "values" => new[] { "_id", "name", "private" },
            "secrets" => new[] { "_id", "name" },
            "schemas" => new[] { "_id", "metadata" },
            "environment_values" => new[] { "_id", "name", "last_modified" },
            _ when kind.StartsWith("rules/", StringComparison.Ordinal) => new[] { "_id", "database", "collection" },
            _ => null,
        };
        var brief = (JsonObject)one.DeepClone();
        foreach (string field in one.Select(field => field.Key))
            if (fields?.Contains(field) == false || field is "failing" or "devices") brief.Remove(field);
        return brief;
    }
}
