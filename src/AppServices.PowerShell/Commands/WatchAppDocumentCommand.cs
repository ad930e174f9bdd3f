using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Bson;
using AppServices.Completion;
using AppServices.Documents;
using AppServices.Http;

namespace AppServices.Commands;

/// <summary>
/// Gets the changes of a collection while they happen, until -First is reached or the command is stopped.
/// </summary>
[Cmdlet(VerbsCommon.Watch, "AppDocument", DefaultParameterSetName = FilterSet, HelpUri = HelpPages.Folder + "Watch-AppDocument.md")]
[OutputType(DocumentChange.TypeName)]
public sealed class WatchAppDocumentCommand : AppDocumentReadCmdlet
{
    private static readonly TimeSpan s_firstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(30);

    // No service decides to be left alone for longer.
    private static readonly TimeSpan s_longestAsked = TimeSpan.FromMinutes(2);

    private int _repeats;
    private long _seen;
    private object? _last;

    /// <summary>What the change events must match, such as <c>@{ operationType = 'insert' }</c>; all do by default.</summary>
    [Parameter(ParameterSetName = FilterSet, Position = 2)]
    [DocumentTransformation, ValidateNotNull]
    [NoCompletion]
    public object? Filter { get; set; }

    /// <summary>The ids of the documents to watch.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true)]
    [Alias("_id")]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public object[]? Id { get; set; }

    /// <summary>Ends after so many changes; by default only Ctrl+C ends it.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    [NoCompletion]
    public long First { get; set; } = long.MaxValue;

    /// <summary>Ends after so long: a time span, or a number of seconds. By default only Ctrl+C ends it.</summary>
    [Parameter]
    [DurationTransformation]
    [NoCompletion]
    public TimeSpan For { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>Connects again when the connection breaks, for as long as it takes.</summary>
    [Parameter]
    public SwitchParameter Reconnect { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        over.CancelAfter(For);
        try
        {
            await WatchAsync(over.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Note($"Watched '{Documents.Namespace}' for {For}.");
        }
    }

    private Task WatchAsync(CancellationToken cancellationToken) => OperateAsync(null, async () =>
    {
        while (_seen < First)
        {
            try
            {
                using ChangeStream changes = await OpenAsync(cancellationToken);
                await WriteChangesAsync(changes, cancellationToken);
            }
            catch (AppServicesException error) when (Reconnect && IsWorthIt(error))
            {
                WriteWarning($"{error.Message} Connecting again; a service that cannot resume does not repeat the changes made meanwhile.");
                await Task.Delay(WaitAfter(error), cancellationToken);
            }
        }
    });

    // Whether the same request could succeed later: the service was not there, or not in order.
    private static bool IsWorthIt(AppServicesException error) =>
        error.Code is ClientErrorCode.ServerUnreachable or ClientErrorCode.RequestTimedOut || error.StatusCode is 429 or >= 500;

    private TimeSpan WaitAfter(AppServicesException error)
    {
        TimeSpan own = Backoff.Of(s_firstWait, _repeats++, s_longestWait);
        if (error.RetryAfter is not { } asked || asked <= own) return own;
        return asked < s_longestAsked ? asked : s_longestAsked;
    }

    private async Task WriteChangesAsync(ChangeStream changes, CancellationToken cancellationToken)
    {
        Remember();
        Note($"Watching '{Documents.Namespace}'.");
        try
        {
            while (_seen < First)
            {
                object? change = await changes.ReadAsync(cancellationToken);
                _repeats = 0;
                _seen++;
                if (change is not null && DocumentInput.TryGet(change, DocumentId.Field, out object? id)) _last = id;
                WriteDocument(change);
            }
        }
        finally
        {
            if (changes.Position is { Length: > 0 } position) _last = new BsonDocument { ["_data"] = position };
        }
    }

    // An event is nothing that a class of the caller's is for; the documents in it are.
    private protected override object? Make(object? change) =>
        Form.Type is null ? Form.Make(DocumentChange.Name(change)) : DocumentChange.Name(DocumentChange.With(Form.Make, change));

    // The service may no longer know where the last stream broke off.
    private async Task<ChangeStream> OpenAsync(CancellationToken cancellationToken)
    {
        // Who connects again waits longer each time; requests that repeat themselves as well would multiply the attempts.
        RequestOptions options = Reconnect ? Options with { MaximumRetryCount = 0 } : Options;
        try
        {
            return await Documents.WatchAsync(Id, Filter, _last, options, cancellationToken);
        }
        catch (AppServicesException error) when (_last is not null && !IsWorthIt(error))
        {
            WriteWarning($"{error.Message} Watching from now on; the changes made meanwhile are lost.");
            _last = null;
            return await Documents.WatchAsync(Id, Filter, resumeAfter: null, options, cancellationToken);
        }
    }
}
