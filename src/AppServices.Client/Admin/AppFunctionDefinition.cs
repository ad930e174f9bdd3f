using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
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
