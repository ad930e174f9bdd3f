using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Admin;
using AppServices.Completion;
using AppServices.Values;

namespace AppServices.Commands;

/// <summary>Gets the log of an app, the newest entry first; with -Follow what is to come, too, in its order.</summary>
[Cmdlet(VerbsCommon.Get, "AppLog", HelpUri = HelpPages.Folder + "Get-AppLog.md")]
[OutputType(typeof(AppLog))]
public sealed class GetAppLogCommand : AppDefinitionCmdlet
{
    // A clock here that is ahead of the service's must not hide what comes.
    private static readonly TimeSpan s_overlap = TimeSpan.FromMinutes(1);

    /// <summary>Kinds of entries; all of them by default.</summary>
    [Parameter(Position = 0)]
    [ValidateSet(
        "API", "API_KEY", "AUTH", "AUTH_TRIGGER", "DB_TRIGGER", "SCHEDULED_TRIGGER", "TRIGGER_FAILURE", "TRIGGER_ERROR_HANDLER", "FUNCTION",
        "SERVICE_FUNCTION", "STREAM_FUNCTION", "SERVICE_STREAM_FUNCTION", "ENDPOINT", "WEBHOOK", "GRAPHQL", "PUSH", "LOG_FORWARDER",
        "SCHEMA_ADDITIVE_CHANGE", "SCHEMA_GENERATION", "SCHEMA_VALIDATION", "SYNC_ERROR", "SYNC_OTHER")]
    public string[]? Type { get; set; }

    /// <summary>Gets what failed only.</summary>
    [Parameter]
    public SwitchParameter ErrorsOnly { get; set; }

    /// <summary>The id of the user; any by default.</summary>
    [Parameter]
    [Alias("User")]
    [ArgumentCompleter(typeof(AdminAccountCompleter))]
    [ValidateNotNullOrEmpty]
    public string? UserId { get; set; }

    /// <summary>Names of functions, triggers and endpoints; any by default.</summary>
    [Parameter]
    [Alias("Function", "Trigger")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AdminFunctionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>What entries of one request have in common; any by default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? CorrelationId { get; set; }

    /// <summary>Gets what began after this time; with -Follow that is now by default.</summary>
    [Parameter]
    [NoCompletion]
    public DateTime? Since { get; set; }

    /// <summary>Gets what began up to this time.</summary>
    [Parameter]
    [NoCompletion]
    public DateTime? Before { get; set; }

    /// <summary>How many at most; the command ends with the last of them.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NoCompletion]
    public int First { get; set; } = int.MaxValue;

    /// <summary>Goes on with what is to come, until it is stopped.</summary>
    [Parameter]
    public SwitchParameter Follow { get; set; }

    /// <summary>After how many seconds -Follow asks again.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    [NoCompletion]
    public int PollSeconds { get; set; } = 5;

    private protected override Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        this.Refuse(Follow && Before is not null, "-Follow is about what is to come, so it does not go with -Before.");
        return AttemptAsync(app.ClientAppId, () => Follow ? FollowAsync(app, cancellationToken) : ReadAsync(app, cancellationToken));
    }

    private async Task ReadAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        int left = First;
        IReadOnlyDictionary<string, string>? query = Query(Since);
        while (query is not null)
        {
            (IReadOnlyList<AppLog> entries, query) = await AppDiagnostics.PageLogAsync(app, query, Options, cancellationToken);
            foreach (AppLog entry in entries.Where(IsMeant))
            {
                WriteObject(entry);
                if (--left == 0) return;
            }
        }
    }

    // Asks for a little more than what is new, since entries of one time may come one after the other, and drops what was seen.
    private async Task FollowAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        int left = First;
        DateTime newest = Since?.ToUniversalTime() ?? DateTime.UtcNow - s_overlap;
        DateTime shownAfter = Since?.ToUniversalTime() ?? DateTime.MinValue;
        var seen = new Dictionary<string, DateTime>(StringComparer.Ordinal);
        bool isFirst = Since is null;
        while (true)
        {
            var found = new List<AppLog>();
            IReadOnlyDictionary<string, string>? query = Query(newest);
            while (query is not null)
            {
                (IReadOnlyList<AppLog> entries, query) = await AppDiagnostics.PageLogAsync(app, query, Options, cancellationToken);
                found.AddRange(entries);
            }
            foreach (AppLog entry in found.OrderBy(entry => entry.Started))
            {
                DateTime started = entry.Started ?? newest;
                if (seen.ContainsKey(entry.Id) || started < shownAfter) continue;
                seen[entry.Id] = started;
                if (isFirst || !IsMeant(entry)) continue;
                WriteObject(entry);
                if (--left == 0) return;
            }
            isFirst = false;
            if (seen.Count > 0 && seen.Values.Max() - s_overlap is var next && next > newest) newest = next;
            foreach (string old in seen.Where(one => one.Value < newest).Select(one => one.Key).ToArray()) seen.Remove(old);
            await Task.Delay(TimeSpan.FromSeconds(PollSeconds), cancellationToken);
        }
    }

    private bool IsMeant(AppLog entry) => Name?.Select(NamePattern.Of).Any(
        name => (entry.Name is { } own && name.IsMatch(own)) || (entry.FunctionName is { } function && name.IsMatch(function))) != false;

    private Dictionary<string, string> Query(DateTime? since)
    {
        var query = new Dictionary<string, string>();
        if (Type is not null) query["type"] = string.Join(",", Type.Select(type => type.ToUpperInvariant()));
        if (ErrorsOnly) query["errors_only"] = "true";
        if (UserId is not null) query["user_id"] = UserId;
        if (CorrelationId is not null) query["co_id"] = CorrelationId;
        if (since is { } start) query["start_date"] = Text(start);
        if (Before is { } end) query["end_date"] = Text(end);
        return query;
    }

    private static string Text(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
