using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;

namespace AppServices.Server.Logs;

/// <summary>
/// What is noted of a request or a run, in the hosted service's fields. What clients send is no part of it: arguments, bodies, queries and
/// headers may hold secrets. Source: admin-api 6.1.
/// </summary>
/// <param name="type">What it is, one of <see cref="LogTypes"/>.</param>
/// <param name="correlationId">What replies name it by.</param>
/// <param name="started">When it began.</param>
internal sealed class LogEntry(string type, string correlationId, DateTime started)
{
    private const int MaxMessages = 25;
    private const int MaxText = 2000;

    private readonly Lock _printing = new();
    private readonly List<string> _messages = [];

    /// <summary>What it is, one of <see cref="LogTypes"/>.</summary>
    public string Type { get; set; } = type;

    /// <summary>The client app id; null as long as it is not known.</summary>
    public string? AppId { get; set; }

    /// <summary>The user; null for none, or the system.</summary>
    public string? UserId { get; set; }

    /// <summary>The function that was called; null for none.</summary>
    public string? Function { get; set => field = Cut(value); }

    /// <summary>The service whose function it is; null for the app's own.</summary>
    public string? Service { get; set => field = Cut(value); }

    /// <summary>The route of the endpoint; null for none.</summary>
    public string? Route { get; set => field = Cut(value); }

    /// <summary>The name of the webhook, which is one of <see cref="Service"/>; null for none.</summary>
    public string? Webhook { get; set; }

    /// <summary>The trigger; null for none.</summary>
    public string? Trigger { get; set; }

    /// <summary>What was done to a session or an account; null for nothing.</summary>
    public string? AuthEvent { get; set; }

    /// <summary>By which provider; null for none.</summary>
    public string? Provider { get; set => field = Cut(value); }

    /// <summary>The address of who asked; null for nobody.</summary>
    public string? RemoteAddress { get; set; }

    /// <summary>The HTTP method; null without a request.</summary>
    public string? Method { get; set; }

    /// <summary>The path without the query; null without a request.</summary>
    public string? Path { get; set => field = Cut(value); }

    /// <summary>The HTTP status of the reply; null without a request.</summary>
    public int? Status { get; set; }

    /// <summary>When it began.</summary>
    public DateTime Started { get; } = started;

    /// <summary>When it ended; what takes no time ends as it begins.</summary>
    public DateTime Completed { get; set; } = started;

    /// <summary>What the body of the reply had in bytes; 0 without a request.</summary>
    public long Bytes { get; set; }

    /// <summary>What went wrong; null for nothing.</summary>
    public string? Error { get; private set; }

    /// <summary>Whether something went wrong.</summary>
    public bool HasFailed => Error is not null || Status >= 400;

    private string? ErrorCode { get; set; }

    /// <summary>The entry of a request; null for one of which none is made.</summary>
    public static LogEntry? Of(HttpContext context) => context.Features.Get<LogEntry>();

    /// <summary>Notes what went wrong.</summary>
    /// <param name="code">Its code, as replies have it; null for none.</param>
    /// <param name="text">A sentence.</param>
    public void Fail(string? code, string text) => (ErrorCode, Error) = (code, Cut(text));

    /// <summary>Notes a line that a function prints.</summary>
    public void Print(LogLevel level, string line)
    {
        lock (_printing)
            if (_messages.Count < MaxMessages) _messages.Add(line);
    }

    /// <summary>The entry as it is kept, without <c>_id</c>.</summary>
    public BsonDocument ToBson()
    {
        var document = new BsonDocument { ["type"] = Type, ["co_id"] = correlationId, ["started"] = Started, ["completed"] = Completed };
        Add("request_method", Method);
        Add("request_url", Path);
        Add("remote_ip_address", RemoteAddress);
        if (Status is { } status) document["status"] = status;
        Add("user_id", UserId);
        Add("function_name", Function);
        if (Function is not null || Service is not null)
        {
            document["function_call"] = new BsonDocument { { "name", Function ?? "" }, { "service", Service ?? "" } };
        }
        Add("endpoint_route", Route);
        Add("incoming_webhook_name", Webhook);
        Add("event_subscription_name", Trigger);
        if (AuthEvent is not null)
        {
            document["auth_event"] = new BsonDocument
            {
                { "type", AuthEvent }, { "provider", Provider ?? "" }, { "failed", Error is not null },
            };
        }
        Add("error", Error);
        Add("error_code", ErrorCode);
        lock (_printing)
            if (_messages.Count > 0) document["messages"] = new BsonArray(_messages.Select(static line => (BsonValue)line));
        return document;

        void Add(string name, string? text)
        {
            if (text is not null) document[name] = text;
        }
    }

    // Entries wait in memory, and what clients call things may be as long as a request.
    private static string? Cut(string? text) => text?.Length > MaxText ? string.Concat(text.AsSpan(0, MaxText), "...") : text;
}

/// <summary>What can be noted. Source: admin-api 6.1.</summary>
internal static class LogTypes
{
    public const string ApiKey = "API_KEY";
    public const string Authentication = "AUTH";
    public const string AuthenticationTrigger = "AUTH_TRIGGER";
    public const string DatabaseTrigger = "DB_TRIGGER";
    public const string Endpoint = "ENDPOINT";
    public const string Function = "FUNCTION";
    public const string Push = "PUSH";
    public const string ScheduledTrigger = "SCHEDULED_TRIGGER";
    public const string ServiceFunction = "SERVICE_FUNCTION";
    public const string ServiceStream = "SERVICE_STREAM_FUNCTION";
    public const string TriggerFailure = "TRIGGER_FAILURE";
    public const string Webhook = "WEBHOOK";
}
