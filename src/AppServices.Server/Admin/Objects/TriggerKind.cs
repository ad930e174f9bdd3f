using System;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AppServices.Server.Errors;
using AppServices.Server.Triggers;
using AppServices.Server.Users;

namespace AppServices.Server.Admin.Objects;

/// <summary>Triggers of all types. Source: admin-api 4.8, app-folder 7.1.</summary>
internal sealed class TriggerKind : FolderKind
{
    public const string Id = "trigger";

    private static readonly string[] s_documents = ["INSERT", "UPDATE", "REPLACE", "DELETE"];
    private static readonly string[] s_collections =
        ["CREATE_COLLECTION", "MODIFY_COLLECTION", "RENAME_COLLECTION", "DROP_COLLECTION", "SHARD_COLLECTION", "RESHARD_COLLECTION",
            "REFINE_COLLECTION_SHARD_KEY"];
    private static readonly string[] s_databases = ["DROP_DATABASE"];
    private static readonly string[] s_processors = [Function, EventBridge];

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
        string name = body.Name(), type = body.RequiredText("type").ToUpperInvariant();
        if (!s_types.Contains(type))
            throw ApiException.BadRequest($"'{type}' is no type of a trigger; {string.Join(", ", s_types)} are possible");
        body.Flag("disabled");
        JsonObject config = body.RequiredPart("config");
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
        foreach ((string unknown, _) in processors.Where(processor => !s_processors.Contains(processor.Key)))
            throw ObjectChecks.Invalid($"'{unknown}' is unknown in 'event_processors'; {string.Join(", ", s_processors)} are possible");
        if (processors.Part(EventBridge) is { } bridge)
        {
            JsonObject sent = (bridge.Part("config") ?? bridge).Without("type");
            foreach (string required in (string[])["account_id", "region"]) sent.RequiredText(required);
            sent.Flags("extended_json_enabled");
            return new JsonObject { [EventBridge] = new JsonObject { ["config"] = sent } };
        }
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
        config.Flags("enabled");
        return new JsonObject { ["config"] = config };
    }

    private static JsonObject ReadConfig(JsonObject config, string type, References references)
    {
        JsonObject value = config.Without(s_replied);
        if (type == DatabaseTrigger.TypeName)
        {
            value["service_name"] = ServiceOf(config, references);
            string? database = config.Text("database"), collection = config.Text("collection");
            string[] ofCollections = string.IsNullOrEmpty(collection) ? s_collections : [];
            string[] ofDatabases = string.IsNullOrEmpty(database) ? s_databases : [];
            config.SomeOf("operation_types", [.. s_documents, .. ofCollections, .. ofDatabases]);
            foreach (string name in (string[])["match", "project"])
            {
                if (value[name] is JsonValue text && text.TryGetValue(out string? json)) value[name] = Parse(name, json);
                value.Part(name);
            }
        }
        else if (type == AuthenticationTrigger.TypeName)
        {
            config.SomeOf("providers", ProviderTypes.All);
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
    private static readonly string[] s_types =
        ["auth", "endpoint", "function", "graphql", "push", "schema", "service", "sync", "trigger", "trigger_error_handler"];
    private static readonly string[] s_statuses = ["error", "success"];
    private static readonly string[] s_policies = ["single", "batch"];
    private static readonly string[] s_actions = ["function", "collection"];

    public override string Title => "log forwarder";

    public override DefinitionObject Read(JsonObject body, DefinitionObject? before, References references)
    {
        JsonObject value = before?.Value.Copy() ?? [];
        foreach ((string field, JsonNode? given) in body.Without()) value[field] = given?.DeepClone();
        string name = value.Name();
        value.Flags("disabled");
        value.SomeOf("log_types", s_types);
        value.SomeOf("log_statuses", s_statuses);
        JsonObject policy = value.RequiredPart("policy"), action = value.RequiredPart("action");
        policy.RequiredText("type");
        policy.OneOf("type", s_policies);
        action.OneOf("type", s_actions);
        if (action.RequiredText("type") == s_actions[0]) references.Function(null, action.RequiredText("name"));
        else action.Texts("data_source", "database", "collection");
        return new DefinitionObject(name, value, PathOf(name, before));
    }
}
