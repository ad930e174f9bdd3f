using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
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
[OutputType(typeof(object))]
public sealed class AddAppDocumentCommand : AppDocumentCmdlet
{
    private const int MaxBatchBytes = 4 * 1024 * 1024;

    private readonly List<object> _given = [];
    private InsertBatch? _batch;
    private PipelineProgress? _progress;
    private long _sent;

    /// <summary>
    /// The documents: hashtables, objects, or Extended JSON as text. One without an <c>_id</c> gets one from the service.
    /// </summary>
    [Parameter(Mandatory = true, Position = 2, ValueFromPipeline = true)]
    [DocumentListTransformation, ValidateNotNull]
    public object[] InputObject { get; set; } = [];

    /// <summary>How many documents one request holds at most. With 1 each is sent at once and has an error of its own.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int BatchSize { get; set; } = 1000;

    /// <summary>Returns the ids of the new documents.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        _batch ??= new InsertBatch(PSValues.Format.Writer, BatchSize, MaxBatchBytes);
        foreach (object document in InputObject)
        {
            if (!TryAdd(document, out bool isFull)) continue;
            if (isFull)
            {
                await SendAsync(cancellationToken);
                TryAdd(document, out _);
            }
            if (_batch.Count == BatchSize) await SendAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_batch is { Count: > 0 }) await SendAsync(cancellationToken);
        _batch?.Dispose();
        _progress?.Complete();
    }

    private protected override ErrorRecord Explain(ErrorRecord record)
    {
        if (_given.Count > 1)
            record.ErrorDetails = new ErrorDetails(
                $"{record.ErrorDetails.Message} The request held documents {_sent + 1} to {_sent + _given.Count} of the input; " +
                "they were stored up to the refused one.")
            {
                RecommendedAction = record.ErrorDetails.RecommendedAction +
                    " With -BatchSize 1 the error names the document, and the others are stored.",
            };
        return record;
    }

    private bool TryAdd(object document, out bool isFull)
    {
        isFull = false;
        try
        {
            isFull = !_batch!.TryAdd(document);
            if (!isFull) _given.Add(document);
            return true;
        }
        catch (EjsonException error)
        {
            WriteError(ErrorRecords.From(error, document, $"A document was not sent: {error.Message}"));
            return false;
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        int count = _batch!.Count;
        if (ShouldProcess(Documents.Namespace, count == 1 ? "Insert 1 document" : $"Insert {count} documents"))
            await OperateAsync(count == 1 ? _given[0] : null, async () =>
            {
                IReadOnlyList<object?> ids = await Documents.InsertManyAsync(_batch, Options, cancellationToken);
                if (PassThru) foreach (object? id in ids) WriteObject(id, enumerateCollection: false);
            });
        _sent += count;
        _given.Clear();
        _batch.Clear();
        (_progress ??= new PipelineProgress(this, $"Inserting documents into '{Documents.Namespace}'", "so far")).Advance(count);
    }
}
