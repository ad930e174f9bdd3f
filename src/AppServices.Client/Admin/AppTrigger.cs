using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;

namespace AppServices.Admin;

/// <summary>A trigger of an app. Source: client-api 14.5.</summary>
public sealed class AppTrigger : AppObject
{
    internal AppTrigger(JsonObject document, AppDefinition app) : base(document, app)
    {
    }

    /// <summary>The name.</summary>
    public string Name => Text("name") ?? "";

    /// <summary><c>DATABASE</c>, <c>AUTHENTICATION</c> or <c>SCHEDULED</c>.</summary>
    public string Type => Text("type") ?? "";

    /// <summary>Whether it reacts.</summary>
    public bool IsEnabled => !Flag("disabled");

    /// <summary>Whether it has stopped because something failed; null when the service does not tell.</summary>
    public bool? IsSuspended => Document["suspended"] is null ? null : Flag("suspended");

    /// <summary>What failed last; null when the service does not tell.</summary>
    public string? LastError => Text("last_error");

    /// <summary>The function that it calls; null for one that sends events to AWS.</summary>
    public string? FunctionName => Text("function_name") ?? AdminApi.Text(FunctionProcessor, "function_name");

    /// <summary>The id of that function; null for one that sends events to AWS.</summary>
    public string? FunctionId =>
        (Text("function_id") ?? AdminApi.Text(FunctionProcessor, "function_id")) is { } id && id.Trim('0').Length > 0 ? id : null;

    /// <summary>The AWS account that gets its events; null for a trigger that calls a function.</summary>
    public string? EventBridgeAccountId => AdminApi.Text(EventBridge, "account_id");

    /// <summary>The AWS region that gets its events; null for a trigger that calls a function.</summary>
    public string? EventBridgeRegion => AdminApi.Text(EventBridge, "region");

    /// <summary>The cluster that it watches; null when the service does not tell.</summary>
    public string? ClusterName => AdminApi.Text(Config, "clusterName");

    /// <summary>The id of the data source that it watches; null for one that watches none.</summary>
    public string? ServiceId => AdminApi.Text(Config, "service_id");

    /// <summary>The database that it watches; null for all of them.</summary>
    public string? Database => AdminApi.Text(Config, "database");

    /// <summary>The collection that it watches; null for all of them.</summary>
    public string? Collection => AdminApi.Text(Config, "collection");

    /// <summary>What it reacts to, such as <c>INSERT</c> or <c>LOGIN</c>.</summary>
    public IReadOnlyList<string> Operation =>
        AdminApi.Text(Config, "operation_type") is { } only ? [only] : Texts(Config["operation_types"]);

    /// <summary>The providers whose users it reacts to.</summary>
    public IReadOnlyList<string> Provider => Texts(Config["providers"]);

    /// <summary>When it runs, in cron's form and UTC; null for one that waits for events.</summary>
    public string? Schedule => AdminApi.Text(Config, "schedule");

    /// <summary>What events must match; null for any.</summary>
    public object? Match => Read(Config, "match");

    /// <summary>Which fields of events the function gets; null for all.</summary>
    public object? Project => Read(Config, "project");

    /// <summary>Whether events have the document as it is after a change.</summary>
    public bool FullDocument => AdminApi.Flag(Config, "full_document");

    /// <summary>Whether it handles as many events at once as it can.</summary>
    public bool MaximumThroughput => AdminApi.Flag(Config, "maximum_throughput");

    /// <summary>The id of the function that is told what EventBridge did not take; null for none.</summary>
    public string? ErrorHandlerFunctionId => AdminApi.Text(ErrorHandler, "function_id");

    /// <summary>When it was changed, in UTC; null when the service does not tell.</summary>
    public DateTime? LastModified => Time("last_modified");

    /// <summary>What it is about, in one line.</summary>
    public string Source => Type switch
    {
        "DATABASE" => $"{Database ?? "*"}.{Collection ?? "*"} {string.Join(", ", Operation)}",
        "AUTHENTICATION" => $"{string.Join(", ", Provider)} {string.Join(", ", Operation)}",
        _ => Schedule ?? "",
    };

    private JsonObject Config => Part("config");

    private JsonObject FunctionProcessor => Processor("FUNCTION");

    private JsonObject EventBridge => Processor("AWS_EVENTBRIDGE");

    private JsonObject ErrorHandler => Part("error_handler")["config"] as JsonObject ?? Part("error_handler");

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private JsonObject Processor(string name) => Part("event_processors")[name] is not JsonObject processor ? []
        : processor["config"] as JsonObject ?? processor;
}
