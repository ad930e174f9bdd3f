using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;

namespace AppServices.Admin;

/// <summary>An entry of an app's log. Source: client-api 14.6.</summary>
public sealed class AppLog : AppObject
{
    internal AppLog(JsonObject document, AppDefinition app) : base(document, app)
    {
    }

    /// <summary>What was done, such as <c>FUNCTION</c> or <c>DB_TRIGGER</c>.</summary>
    public string Type => Text("type") ?? "";

    /// <summary>The trigger, the endpoint, the webhook or the function; null for none of them.</summary>
    public string? Name => Text("event_subscription_name") ?? Text("endpoint_route")
        ?? Text("incoming_webhook_name") ?? FunctionName ?? AdminApi.Text(Part("auth_event"), "type");

    /// <summary>The function that was called, by a client, an endpoint or a trigger; null for none.</summary>
    public string? FunctionName => Text("function_name") ?? AdminApi.Text(Part("function_call"), "name");

    /// <summary>When it began, in UTC.</summary>
    public DateTime? Started => Time("started");

    /// <summary>When it ended, in UTC.</summary>
    public DateTime? Completed => Time("completed");

    /// <summary>How long it took; null when the service does not tell.</summary>
    public TimeSpan? Duration => Completed - Started;

    /// <summary>The HTTP status; null when the service does not tell.</summary>
    public int? Status => Document["status"] is JsonValue value && value.TryGetValue(out int status) ? status : null;

    /// <summary>What failed; null for nothing.</summary>
    public string? Error => Text("error");

    /// <summary>The name of the failure; null for none.</summary>
    public string? ErrorCode => Text("error_code");

    /// <summary>Whether something failed.</summary>
    public bool IsError => Error is not null || AdminApi.Flag(Part("auth_event"), "failed");

    /// <summary>What failed, else what the function wrote to its console, in one line.</summary>
    public string Summary => Error ?? string.Join(" ", Message);

    /// <summary>What the function wrote to its console.</summary>
    public IReadOnlyList<string> Message => Texts(Document["messages"]);

    /// <summary>The user; null for none.</summary>
    public string? UserId => Text("user_id");

    /// <summary>The address that the request came from; null for none.</summary>
    public string? RemoteAddress => Text("remote_ip_address");

    /// <summary>What all entries of one request have in common.</summary>
    public string? CorrelationId => Text("co_id");

    /// <summary>All that the service told.</summary>
    public object? Raw => App.Admin.Format.Reader.Read(Document.ToJsonString());

    /// <summary>Kind and name.</summary>
    public override string ToString() => $"{Type} {Name}";
}

/// <summary>What sends entries of an app's log elsewhere. Source: client-api 14.6.</summary>
public sealed class AppLogForwarder : AppObject
{
    internal AppLogForwarder(JsonObject document, AppDefinition app) : base(document, app)
    {
    }

    /// <summary>The name.</summary>
    public string Name => Text("name") ?? "";

    /// <summary>Whether it sends anything.</summary>
    public bool IsEnabled => !Flag("disabled");

    /// <summary>Which kinds of entries it sends, such as <c>trigger</c>.</summary>
    public IReadOnlyList<string> LogType => Texts(Document["log_types"]);

    /// <summary>Which results it sends: <c>error</c>, <c>success</c>.</summary>
    public IReadOnlyList<string> LogStatus => Texts(Document["log_statuses"]);

    /// <summary><c>single</c> when each entry is sent by itself, or <c>batch</c>.</summary>
    public string Policy => AdminApi.Text(Part("policy"), "type") ?? "";

    /// <summary>The function that gets the entries; null for a forwarder to a collection.</summary>
    public string? FunctionName => Target == "function" ? AdminApi.Text(Part("action"), "name") : null;

    /// <summary>The data source of the collection; null for a forwarder to a function.</summary>
    public string? ServiceName => Target == "collection" ? AdminApi.Text(Part("action"), "data_source") : null;

    /// <summary>The database of the collection; null for a forwarder to a function.</summary>
    public string? Database => Target == "collection" ? AdminApi.Text(Part("action"), "database") : null;

    /// <summary>The collection that gets the entries; null for a forwarder to a function.</summary>
    public string? Collection => Target == "collection" ? AdminApi.Text(Part("action"), "collection") : null;

    /// <summary>Where entries go, in one line.</summary>
    public string Destination => FunctionName ?? $"{Database}.{Collection}";

    private string? Target => AdminApi.Text(Part("action"), "type");

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
