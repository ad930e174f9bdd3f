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

namespace AppServices.Commands;

/// <summary>Does many writes to a collection, many by one request, and tells which of them failed.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "AppBulkWrite", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Invoke-AppBulkWrite.md")]
[OutputType(typeof(AppBulkWriteResult))]
public sealed class InvokeAppBulkWriteCommand : AppDocumentCmdlet
{
    private readonly List<(int Index, object Operation)> _waiting = [];
    private AppBulkWriteResult? _result;
    private BulkRun? _run;
    private PipelineProgress? _progress;
    private int _given;
    private bool _isOver;

    /// <summary>
    /// The operations: documents such as <c>@{ insertOne = @{ document = ... } }</c>, or Extended JSON as text.
    /// </summary>
    [Parameter(Mandatory = true, Position = 2, ValueFromPipeline = true)]
    [GivenDocumentTransformation, ValidateNotNull]
    [NoCompletion]
    public object[] Operation { get; set; } = [];

    /// <summary>Goes on after an operation that fails; without it the first that fails ends the rest.</summary>
    [Parameter]
    public SwitchParameter Unordered { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        _run ??= new BulkRun(Documents, Discovery);
        foreach (GivenDocument operation in Operation)
        {
            int index = _given++;
            if (_isOver || Parse(operation, index) is not { } parsed) continue;
            if (!_run.TryAdd(parsed))
            {
                await SendAsync(cancellationToken);
                if (_isOver) continue;
                _run.TryAdd(parsed);
            }
            _waiting.Add((index, operation.Given));
            if (_run.IsFull) await SendAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_run is { Count: > 0 }) await SendAsync(cancellationToken);
        _run?.Dispose();
        _progress?.Complete();
        if (_result is not null) WriteObject(_result);
    }

    // One that is none is not sent. In order, those after it are not sent either, as if the service had refused it.
    private BulkOperation? Parse(GivenDocument operation, int index)
    {
        try
        {
            return BulkOperation.Parse(operation.Document);
        }
        catch (EjsonException error)
        {
            WriteError(ErrorRecords.Create(
                error, "AppOperationInvalid", ErrorCategory.InvalidArgument, operation.Given,
                $"Operation {index} was not sent: {error.Message}",
                "Write it as in @{ insertOne = @{ document = @{ name = 'nuts' } } }; see the help's examples."));
            _isOver |= !Unordered;
            return null;
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        int count = _run!.Count;
        if (ShouldProcess(Documents.Namespace, count == 1 ? "Run 1 operation" : $"Run {count} operations"))
            await OperateAsync(count == 1 ? _waiting[0].Operation : _waiting.Select(one => one.Operation).ToArray(), async () =>
            {
                bool isDone = false;
                try
                {
                    BulkWriteResult part = await _run.SendAsync(!Unordered, Options, cancellationToken);
                    Show(part);
                    isDone = part.Errors.Count == 0 || Unordered;
                }
                finally
                {
                    _isOver |= !isDone;
                }
            });
        _run.Clear();
        _waiting.Clear();
        (_progress ??= new PipelineProgress(this, $"Writing to '{Documents.Namespace}'", "operations so far")).Advance(count);
    }

    private void Show(BulkWriteResult part)
    {
        _result ??= new AppBulkWriteResult(Documents.Namespace);
        _result.Add(part, _waiting);
        foreach ((int place, AppServicesException error) in part.Errors)
        {
            (int index, object operation) = _waiting[place];
            ErrorRecord record = WriteFailure(error, operation, $"Operation {index} failed");
            _result.Add(new AppWriteError(index, record.FullyQualifiedErrorId.Split(',')[0], error.Reason ?? error.Message, operation));
        }
    }
}
