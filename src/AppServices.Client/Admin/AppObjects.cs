using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AppServices.Admin;

/// <summary>A function of an app as its admin sees it. Source: client-api 14.3.</summary>
public sealed class AppFunctionDefinition : AppObject
{
    internal AppFunctionDefinition(JsonObject document, AppDefinition app) : base(document, app)
    {
    }

    /// <summary>The name, with a slash between folders.</summary>
    public string Name => Text("name") ?? "";

    /// <summary>The JavaScript source.</summary>
    public string? Source => Text("source");

    /// <summary>Whether clients cannot call it.</summary>
    public bool IsPrivate => Flag("private");

    /// <summary>Whether it runs as the system.</summary>
    public bool RunAsSystem => Flag("run_as_system");

    /// <summary>The id of the user that it runs as; null for the one who calls it.</summary>
    public string? RunAsUserId => Text("run_as_user_id");

    /// <summary>The condition under which it can be called; null for none.</summary>
    public object? CanEvaluate => Read(Document, "can_evaluate");

    /// <summary>Whether logs leave out its arguments.</summary>
    public bool DisableArgumentLogs => Flag("disable_arg_logs");

    /// <summary>When it was changed, in UTC; null when the service does not tell.</summary>
    public DateTime? LastModified => Time("last_modified");

    /// <summary>What it is, as the API takes it for a function of any app.</summary>
    public JsonObject ToSettings()
    {
        var settings = (JsonObject)Document.DeepClone();
        foreach (string own in new[] { "_id", "name", "last_modified" }) settings.Remove(own);
        return settings;
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>A named value of an app. Source: client-api 14.3.</summary>
public sealed class AppValue : AppObject
{
    internal AppValue(JsonObject document, AppDefinition app) : base(document, app)
    {
    }

    /// <summary>The name.</summary>
    public string Name => Text("name") ?? "";

    /// <summary>The value; of one that is a secret the name of the secret.</summary>
    public object? Value => Read(Document, "value");

    /// <summary>Whether functions get the content of a secret.</summary>
    public bool FromSecret => Flag("from_secret");

    /// <summary>Whether only rules and functions see it.</summary>
    public bool IsPrivate => Flag("private");

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>A value of an app that each environment has for itself. Source: client-api 14.3.</summary>
public sealed class AppEnvironmentValue : AppObject
{
    internal AppEnvironmentValue(JsonObject document, AppDefinition app) : base(document, app)
    {
    }

    /// <summary>The name.</summary>
    public string Name => Text("name") ?? "";

    /// <summary>What it is in an app without an environment; null for nothing.</summary>
    public object? None => Read(Part("values"), "none");

    /// <summary>What it is in the environment development; null for nothing.</summary>
    public object? Development => Read(Part("values"), "development");

    /// <summary>What it is in the environment testing; null for nothing.</summary>
    public object? Testing => Read(Part("values"), "testing");

    /// <summary>What it is in the environment qa; null for nothing.</summary>
    public object? QA => Read(Part("values"), "qa");

    /// <summary>What it is in the environment production; null for nothing.</summary>
    public object? Production => Read(Part("values"), "production");

    /// <summary>The name.</summary>
    public override string ToString() => Name;
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

/// <summary>Who may see and change the documents of a collection, or of all that have no rule. Source: client-api 14.3.</summary>
public sealed class AppRule : AppObject
{
    /// <summary>The name of the rule for collections that have none of their own.</summary>
    public const string DefaultName = "default";

    internal AppRule(JsonObject document, AppDefinition app, string serviceName) : base(document, app) => ServiceName = serviceName;

    /// <summary>Database and collection, such as <c>shop.orders</c>; <c>default</c> for collections without a rule.</summary>
    public string Name => Database is null ? DefaultName : $"{Database}.{Collection}";

    /// <summary>The data source.</summary>
    public string ServiceName { get; }

    /// <summary>The database; null for the default rule.</summary>
    public string? Database => Text("database");

    /// <summary>The collection; null for the default rule.</summary>
    public string? Collection => Text("collection");

    /// <summary>The roles, of which the first that applies to a user counts.</summary>
    public object? Role => Read(Document, "roles");

    /// <summary>The names of the roles.</summary>
    public IReadOnlyList<string> RoleName =>
        [.. ((Document["roles"] as JsonArray)?.OfType<JsonObject>() ?? []).Select(role => AdminApi.Text(role, "name") ?? "")];

    /// <summary>The filters, which narrow down what is searched.</summary>
    public object? Filter => Read(Document, "filters");

    /// <summary>Database and collection.</summary>
    public override string ToString() => Name;
}

/// <summary>A secret of an app; nobody can read what it holds. Source: client-api 14.3.</summary>
public sealed class AppSecret : AppObject
{
    internal AppSecret(JsonObject document, AppDefinition app) : base(document, app)
    {
    }

    /// <summary>The name.</summary>
    public string Name => Text("name") ?? "";

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

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

/// <summary>An HTTPS endpoint of an app. Source: client-api 14.3.</summary>
public sealed class AppEndpoint : AppObject
{
    internal AppEndpoint(JsonObject document, AppDefinition app) : base(document, app)
    {
    }

    /// <summary>The route, such as <c>/orders</c>.</summary>
    public string Route => Text("route") ?? "";

    /// <summary>The HTTP method; <c>*</c> for any.</summary>
    public string Method => Text("http_method") ?? "";

    /// <summary>The function that answers.</summary>
    public string? FunctionName => Text("function_name");

    /// <summary>The id of that function.</summary>
    public string? FunctionId => Text("function_id");

    /// <summary>Whether it answers.</summary>
    public bool IsEnabled => !Flag("disabled");

    /// <summary>What proves who calls: <c>NO_VALIDATION</c>, <c>SECRET_AS_QUERY_PARAM</c> or <c>VERIFY_PAYLOAD</c>.</summary>
    public string Validation => Text("validation_method") ?? "";

    /// <summary>Whether the function's result is the answer.</summary>
    public bool RespondResult => Flag("respond_result");

    /// <summary><c>JSON</c> or <c>EJSON</c>.</summary>
    public string ReturnType => Text("return_type") ?? "";

    /// <summary>Method and route.</summary>
    public override string ToString() => $"{Method} {Route}";
}

/// <summary>A user of an app as its admin sees it. Source: client-api 14.4.</summary>
public sealed class AppAccount : AppObject
{
    internal AppAccount(JsonObject document, AppDefinition app) : base(document, app)
    {
    }

    /// <summary>The e-mail address; null for a user without.</summary>
    public string? Email => AdminApi.Text(Part("data"), "email")
        ?? Emails(Identities.Select(identity => identity["provider_data"]).OfType<JsonObject>(), "email")
        ?? Emails((Document["login_ids"] as JsonArray)?.OfType<JsonObject>() ?? [], "id");

    /// <summary><c>normal</c>, or <c>server</c> for an API key of the server.</summary>
    public string Type => Text("type") ?? "";

    /// <summary>Whether the user can log in.</summary>
    public bool IsEnabled => !Flag("disabled");

    /// <summary>Whether the address has not been confirmed yet.</summary>
    public bool IsPending => Document["login_ids"] is not null;

    /// <summary>The providers of the identities.</summary>
    public IReadOnlyList<string> Provider =>
        [.. Identities.Select(identity => AdminApi.Text(identity, "provider_type")).OfType<string>()];

    /// <summary>When the account was made, in UTC; null when the service does not tell.</summary>
    public DateTime? Created => Time("creation_date");

    /// <summary>When the user logged in last, in UTC; null for never.</summary>
    public DateTime? LastAuthenticated => Time("last_authentication_date");

    /// <summary>What the providers told of the user.</summary>
    public object? Data => Read(Document, "data");

    private IEnumerable<JsonObject> Identities => (Document["identities"] as JsonArray)?.OfType<JsonObject>() ?? [];

    /// <summary>The e-mail address; the id of a user without.</summary>
    public override string ToString() => Email ?? Id;

    private static string? Emails(IEnumerable<JsonObject> documents, string name) =>
        documents.Select(document => AdminApi.Text(document, name)).FirstOrDefault(email => email is not null);
}

/// <summary>A device that a user logged in from. Source: client-api 14.4.</summary>
public sealed class AppAccountDevice : AppObject
{
    internal AppAccountDevice(JsonObject document, AppDefinition app) : base(document, app)
    {
    }

    /// <inheritdoc/>
    public override string Id => Text("_id") ?? Text("device_id") ?? Text("deviceId") ?? "";

    /// <summary>The operating system.</summary>
    public string? Platform => Text("platform");

    /// <summary>Its version.</summary>
    public string? PlatformVersion => Text("platform_version") ?? Text("platformVersion");

    /// <summary>The SDK.</summary>
    public string? Sdk => Text("sdk") ?? Text("sdk_name");

    /// <summary>Its version.</summary>
    public string? SdkVersion => Text("sdk_version") ?? Text("sdkVersion");

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}

/// <summary>An API key of the server. Source: client-api 14.4.</summary>
public sealed class AppServerApiKey : AppObject
{
    internal AppServerApiKey(JsonObject document, AppDefinition app) : base(document, app)
    {
        if (Text("key") is not { } key) return;
        Key = Secrets.Hide(key);
        document.Remove("key");
    }

    /// <summary>The name.</summary>
    public string Name => Text("name") ?? "";

    /// <summary>Whether it can be used to log in.</summary>
    public bool IsEnabled => !Flag("disabled");

    /// <summary>The key itself, which the service tells once, when it is made; null ever after.</summary>
    public SecureString? Key { get; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

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

/// <summary>A package that functions can use. Source: client-api 14.3.</summary>
public sealed class AppDependency : AppObject
{
    internal AppDependency(JsonObject document, AppDefinition app) : base(document, app)
    {
    }

    /// <summary>The name, as npm has it.</summary>
    public string Name => Text("name") ?? "";

    /// <summary>The version.</summary>
    public string? Version => Text("version");

    /// <summary>Name and version.</summary>
    public override string ToString() => $"{Name}@{Version}";
}

/// <summary>What a trial run of a function brought. Source: client-api 14.4.</summary>
public sealed class AppFunctionTest
{
    private static readonly Regex s_time = new(@"([0-9]+(?:\.[0-9]+)?)(h|ms|m|s|ns|us|µs|μs)");

    internal AppFunctionTest(string name, JsonObject document, AppDefinition app)
    {
        Name = name;
        Result = document["result"] is { } result ? app.Admin.Format.Reader.Read(result.ToJsonString()) : null;
        Log = Lines(document["logs"]);
        ErrorLog = Lines(document["error_logs"]);
        Error = Describe(document["error"]);
        ExecutionTime = (document["stats"] as JsonObject)?["execution_time"] is { } time ? ReadTime(time.ToString()) : null;
    }

    internal AppFunctionTest(string name, AppServicesException error)
    {
        Name = name;
        Error = error.Reason ?? error.Message;
    }

    /// <summary>The name of the function.</summary>
    public string Name { get; }

    /// <summary>Whether the function did not fail.</summary>
    public bool IsSuccess => Error is null;

    /// <summary>What it returned.</summary>
    public object? Result { get; }

    /// <summary>What it wrote to its console.</summary>
    public IReadOnlyList<string> Log { get; } = [];

    /// <summary>What it wrote to its console as errors.</summary>
    public IReadOnlyList<string> ErrorLog { get; } = [];

    /// <summary>What it failed with; null when it did not.</summary>
    public string? Error { get; }

    /// <summary>How long it ran; null when the service does not tell.</summary>
    public TimeSpan? ExecutionTime { get; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private static IReadOnlyList<string> Lines(JsonNode? lines) => lines is JsonArray array ? [.. array.Select(line => $"{line}")] : [];

    private static string? Describe(JsonNode? error) => error switch
    {
        null => null,
        JsonObject { Count: 0 } => null,
        JsonObject document => AdminApi.Text(document, "message") ?? AdminApi.Text(document, "error") ?? document.ToJsonString(),
        _ => error.ToString() is { Length: > 0 } text ? text : null,
    };

    // Durations as Go writes them: 12.3ms, 1m0.5s.
    private static TimeSpan? ReadTime(string text)
    {
        MatchCollection parts = s_time.Matches(text);
        if (parts.Count == 0 || parts.Cast<Match>().Sum(part => part.Length) != text.Length) return null;
        double milliseconds = parts.Cast<Match>().Sum(part =>
            double.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture) * part.Groups[2].Value switch
            {
                "h" => 3_600_000,
                "m" => 60_000,
                "s" => 1000,
                "ms" => 1,
                "ns" => 0.000001,
                _ => 0.001,
            });
        return milliseconds < 1e12 ? TimeSpan.FromTicks((long)(milliseconds * TimeSpan.TicksPerMillisecond)) : null;
    }
}
