using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Documents;
using AppServices.Ejson;
using AppServices.Errors;
using AppServices.Pump;
using AppServices.Values;

namespace AppServices.Commands;

/// <summary>
/// Inserts documents into a collection, many by one request. Has no output unless -PassThru asks for the ids.
/// </summary>
[Cmdlet(VerbsCommon.Add, "AppDocument", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Add-AppDocument.md")]
[OutputType(typeof(AppWriteResult))]
public sealed class AddAppDocumentCommand : AppDocumentCmdlet
{
    private const int MaxBatchBytes = 4 * 1024 * 1024;

    private readonly List<object> _given = [];
    private WriteBatch? _batch;
    private BulkRun? _run;
    private PipelineProgress? _progress;
    private long _sent;

    /// <summary>
    /// The documents: hashtables, objects, or Extended JSON as text. One without an <c>_id</c> gets one from the service.
    /// </summary>
    [Parameter(Mandatory = true, Position = 2, ValueFromPipeline = true)]
    [GivenDocumentTransformation, ValidateNotNull]
    [NoCompletion]
    public object[] InputObject { get; set; } = [];

    /// <summary>How many documents one request holds at most. With 1 each is sent at once and has an error of its own.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    [NoCompletion]
    public int BatchSize { get; set; } = 1000;

    /// <summary>
    /// Goes on after a document that is refused, and reports each of those by itself; without it the first ends its request.
    /// </summary>
    [Parameter]
    public SwitchParameter Unordered { get; set; }

    /// <summary>Returns what each request did, with the ids of the new documents.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (Unordered) _run ??= new BulkRun(Documents, Discovery, BatchSize);
        else _batch ??= new WriteBatch(PSValues.Format.Writer, BatchSize, MaxBatchBytes);
        foreach (GivenDocument document in InputObject)
        {
            if (!TryAdd(document, out bool isFull)) continue;
            if (isFull)
            {
                await SendAsync(cancellationToken);
                TryAdd(document, out _);
            }
            if (_given.Count == BatchSize) await SendAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_given.Count > 0) await SendAsync(cancellationToken);
        _batch?.Dispose();
        _run?.Dispose();
        _progress?.Complete();
    }

    private protected override ErrorRecord Explain(ErrorRecord record)
    {
        if (_given.Count > 1)
            record.ErrorDetails = new ErrorDetails(
                $"{record.ErrorDetails.Message} The request held documents {_sent + 1} to {_sent + _given.Count} of the input; " +
                (Unordered ? "none of them is known to be stored." : "they were stored up to the refused one."))
            {
                RecommendedAction = record.ErrorDetails.RecommendedAction +
                    (Unordered ? "" : " With -Unordered the error names the document, and the others are stored."),
            };
        return record;
    }

    private bool TryAdd(GivenDocument document, out bool isFull)
    {
        isFull = false;
        try
        {
            isFull = !(_run?.TryAdd(BulkOperation.Insert(document.Document)) ?? _batch!.TryAdd(document.Document));
            if (!isFull) _given.Add(document.Given);
            return true;
        }
        catch (EjsonException error)
        {
            WriteError(ErrorRecords.From(error, document.Given, $"A document was not sent: {error.Message}"));
            return false;
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        int count = _given.Count;
        if (ShouldProcess(Documents.Namespace, count == 1 ? "Insert 1 document" : $"Insert {count} documents"))
            await OperateAsync(
                count == 1 ? _given[0] : _given.ToArray(),
                () => _run is null ? InsertAsync(cancellationToken) : InsertEachAsync(cancellationToken));
        _sent += count;
        _given.Clear();
        _batch?.Clear();
        _run?.Clear();
        (_progress ??= new PipelineProgress(this, $"Inserting documents into '{Documents.Namespace}'", "so far")).Advance(count);
    }

    private async Task InsertAsync(CancellationToken cancellationToken)
    {
        WriteResult(new(Documents.Namespace, await Documents.InsertManyAsync(_batch!, Options, cancellationToken)), PassThru);
    }

    private async Task InsertEachAsync(CancellationToken cancellationToken)
    {
        BulkWriteResult result = await _run!.SendAsync(isOrdered: false, Options, cancellationToken);
        WriteResult(new(Documents.Namespace, [.. result.InsertedIds.Select(one => one.Id)]), PassThru);
        foreach ((int place, AppServicesException error) in result.Errors)
            WriteFailure(error, _given[place], $"Document {_sent + place + 1} of the input was not inserted");
    }
}
