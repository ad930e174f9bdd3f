using System;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AppServices.Server.Errors;
using AppServices.Server.Triggers;

namespace AppServices.Server.Admin.Objects;

/// <summary>Triggers of all types. Source: admin-api 4.8, app-folder 7.1.</summary>
internal sealed class TriggerKind : FolderKind
{
    public const string Id = "trigger";

    private const string Function = "FUNCTION";
    private const string EventBridge = "AWS_EVENTBRIDGE";

    private static readonly string[] s_types = [DatabaseTrigger.TypeName, AuthenticationTrigger.TypeName, ScheduledTrigger.TypeName];
    private static readonly string[] s_own =
        ["function_id", "function_name", "event_processors", "error_handler", "config", "suspended", "last_error", "type"];
    private static readonly string[] s_replied = ["service_id", "clusterName", "schedule_type"];

    private TriggerKind()
        : base(Id, "triggers")
    {
    }

    public static TriggerKind Instance { get; } = new();

    public override DefinitionObject Read(JsonObject body, DefinitionObject? before, References references)
    {
        string name = body.RequiredText("name"), type = body.RequiredText("type").ToUpperInvariant();
        if (!s_types.Contains(type))
            throw ApiException.BadRequest($"'{type}' is no type of a trigger; {string.Join(", ", s_types)} are possible");
        body.Flag("disabled");
        JsonObject config = body.Part("config") ?? throw new ApiException(400, "MissingParameter", "'config' is a required object");
        JsonObject value = body.Without(s_own);
        value["type"] = type;
        value["disabled"] ??= false;
        value["config"] = ReadConfig(config, type, references);
        value["event_processors"] = ReadProcessors(body, before?.Value, references);
        if (body.Part("error_handler") is { Count: > 0 } handler) value["error_handler"] = ReadHandler(handler, references);
        return new DefinitionObject(name, value, PathOf(name, before));
    }

    public override JsonObject ToReply(DefinitionObject known, References references)
    {
        JsonObject reply = known.Value.Without("function_name", "event_processors");
        reply["disabled"] ??= false;
        JsonObject config = reply.Part("config") ?? [];
        if (config.Text("service_name") is { Length: > 0 } service)
        {
            config["service_id"] = references.ServiceId(service);
            if (ServiceKind.Instance.List(references.Files)
                .FirstOrDefault(found => found.Name == service)?.Value.Part("config")?["clusterName"] is { } cluster)
                config["clusterName"] = cluster.DeepClone();
        }
        string function = FunctionOf(known.Value) ?? "";
        JsonObject processors = known.Value.Part("event_processors")?.Copy() ?? [];
        if (function.Length > 0)
        {
            processors[Function] = new JsonObject
            {
                ["config"] = new JsonObject { ["function_id"] = references.FunctionId(function), ["function_name"] = function },
            };
        }
        reply["function_id"] = references.FunctionId(function);
        reply["function_name"] = function;
        reply["event_processors"] = processors;
        if (reply.Part("error_handler")?.Part("config") is { } handler && handler.Text("function_name") is { Length: > 0 } other)
            handler["function_id"] = references.FunctionId(other);
        return reply;
    }

    private static string? FunctionOf(JsonObject trigger) =>
        trigger.Part("event_processors")?.Part(Function)?.Part("config")?.Text("function_name") is { Length: > 0 } inner
            ? inner
            : trigger.Text("function_name");

    // Sources mix ids and names, and older ones leave 'config' out (admin-api 4.8).
    private static JsonObject ReadProcessors(JsonObject body, JsonObject? before, References references)
    {
        JsonObject processors = body.Part("event_processors") ?? [];
        if (processors.Part(EventBridge) is { } bridge)
            return new JsonObject { [EventBridge] = new JsonObject { ["config"] = (bridge.Part("config") ?? bridge).Without("type") } };
        JsonObject inner = processors.Part(Function) is { } function ? function.Part("config") ?? function : [];
        string? old = before is null ? null : FunctionOf(before);
        // A client that changes one of four fields sends the other three as they were.
        string?[] named =
            [references.Function(body.Text("function_id"), null), references.Function(inner.Text("function_id"), null),
                body.Text("function_name"), inner.Text("function_name")];
        string? name = Array.Find(named, name => !string.IsNullOrEmpty(name) && name != old)
            ?? Array.Find(named, name => !string.IsNullOrEmpty(name));
        if (references.Function(null, name) is null) throw new ApiException(400, "MissingParameter", "'function_id' is a required string");
        return new JsonObject { [Function] = new JsonObject { ["config"] = new JsonObject { ["function_name"] = name } } };
    }

    private static JsonObject ReadHandler(JsonObject handler, References references)
    {
        JsonObject config = (handler.Part("config") ?? handler).Copy();
        if (references.Function(config.Text("function_id"), config.Text("function_name")) is { } function)
            config["function_name"] = function;
        config.Remove("function_id");
        return new JsonObject { ["config"] = config };
    }

    private static JsonObject ReadConfig(JsonObject config, string type, References references)
    {
        JsonObject value = config.Without(s_replied);
        if (type == DatabaseTrigger.TypeName)
        {
            value["service_name"] = ServiceOf(config, references);
            if (config.Items("operation_types") is not { Count: > 0 })
                throw new ApiException(400, "MissingParameter", "'operation_types' is a required array");
            foreach (string name in (string[])["match", "project"])
                if (value[name] is JsonValue text && text.TryGetValue(out string? json)) value[name] = Parse(name, json);
        }
        else if (type == ScheduledTrigger.TypeName)
        {
            config.RequiredText("schedule");
        }
        return value;
    }

    private static string ServiceOf(JsonObject config, References references)
    {
        string? id = config.Text("service_id"), name = config.Text("service_name");
        return ServiceKind.Instance.List(references.Files).Where(ServiceKind.IsDataSource)
            .FirstOrDefault(service => string.IsNullOrEmpty(id) ? service.Name == name : references.ServiceId(service.Name) == id)?.Name
            ?? throw ApiException.BadRequest("a database trigger requires an associated Atlas cluster service");
    }

    private static JsonNode? Parse(string name, string json)
    {
        try
        {
            return json.Length == 0 ? null : AdminJson.Parse(Encoding.UTF8.GetBytes(json));
        }
        catch (JsonException error)
        {
            throw new ApiException(400, "InvalidParameter", $"'{name}' is not valid: {error.Message}");
        }
    }
}

/// <summary>Log forwarders, which this server keeps and does not run. Source: app-folder 1.12.</summary>
internal sealed class LogForwarderKind() : FolderKind("log_forwarder", "log_forwarders")
{
    public override string Title => "log forwarder";

    public override DefinitionObject Read(JsonObject body, DefinitionObject? before, References references)
    {
        string name = body.RequiredText("name");
        return new DefinitionObject(name, body.Without(), PathOf(name, before));
    }
}
