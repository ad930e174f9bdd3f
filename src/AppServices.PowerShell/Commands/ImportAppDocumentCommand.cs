using System;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Bson;
using AppServices.Completion;
using AppServices.Documents;
using AppServices.Ejson;
using AppServices.Errors;
using AppServices.Files;
using AppServices.Pump;

namespace AppServices.Commands;

/// <summary>Puts the documents of files into a collection, and tells which of them could not be.</summary>
[Cmdlet(VerbsData.Import, "AppDocument", SupportsShouldProcess = true, DefaultParameterSetName = PathSet,
    HelpUri = HelpPages.Folder + "Import-AppDocument.md")]
[OutputType(typeof(AppImportResult))]
public sealed class ImportAppDocumentCommand : AppDocumentCmdlet, IPipelineInput
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    private bool _hasCheckpoint;

    /// <summary>The files.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true, Position = 2)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The files, whose names are taken as they are.</summary>
    [Parameter(ParameterSetName = LiteralPathSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <inheritdoc/>
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipeline = true, DontShow = true)]
    [NoCompletion]
    public PSObject? PipelineInput { get; set; }

    /// <summary>The form of the files; by default what their names end in says it.</summary>
    [Parameter]
    public DocumentFormat? Format { get; set; }

    /// <summary>Puts documents in the place of those with the same key, and inserts those whose key no document has.</summary>
    [Parameter]
    public SwitchParameter Upsert { get; set; }

    /// <summary>The fields that are the key for -Upsert, with points for those within documents; <c>_id</c> by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string[] Key { get; set; } = [DocumentId.Field];

    /// <summary>Goes on after documents that cannot be read or are refused; each is an error. Without it the first ends its file.</summary>
    [Parameter]
    public SwitchParameter ContinueOnError { get; set; }

    /// <summary>How many documents at the beginning of each file are left out.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    [NoCompletion]
    public long Skip { get; set; }

    /// <summary>
    /// A file that keeps how far the import has come. Where there is one of an import that was ended, this goes on there.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CheckpointPath { get; set; }

    /// <summary>How many documents one request holds at most.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    [NoCompletion]
    public int BatchSize { get; set; } = 1000;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        bool isLiteral = ParameterSetName == LiteralPathSet;
        this.Refuse(
            !Upsert
                && MyInvocation.BoundParameters.ContainsKey(nameof(Key)),
                "-Key says which documents are the same, so it goes with -Upsert only.");
        foreach (string file in (isLiteral ? LiteralPath : Path).SelectMany(path => FilePaths.ToRead(this, path, isLiteral)))
        {
            if (Format is null && DocumentFormats.OfName(file) is null) WriteError(FileErrors.FormatUnknown(file, TargetOf(file)));
            else if (ShouldProcess(Documents.Namespace, $"Import '{file}'")) await ImportAsync(file, cancellationToken);
        }
    }

    private async Task ImportAsync(string file, CancellationToken cancellationToken)
    {
        this.Refuse(CheckpointPath is not null && _hasCheckpoint, "-CheckpointPath is for one file; import the others by themselves.");
        _hasCheckpoint = true;
        var result = new AppImportResult(file, Documents.Namespace);
        Exception? failure = null;
        await OperateAsync(file, async () =>
        {
            try
            {
                using var stream = new FileStream(
                    file, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024, FileOptions.SequentialScan);
                ImportCheckpoint? checkpoint = CheckpointPath is null ? null : ImportCheckpoint.Open(
                    GetUnresolvedProviderPathFromPSPath(CheckpointPath), file, stream.Length, Documents.Namespace);
                DocumentFormat format = Format ?? DocumentFormats.OfName(file)!.Value;
                using var run = new FileImport(this, DocumentFileReader.Create(stream, format), checkpoint, result);
                await run.RunAsync(cancellationToken);
            }
            catch (Exception error) when
                (error is IOException or UnauthorizedAccessException or InvalidDataException or CheckpointFileException)
            {
                failure = error;
            }
        });
        if (failure is InvalidDataException)
            WriteError(ErrorRecords.Create(
                failure, "AppCheckpointInvalid", ErrorCategory.InvalidData, CheckpointPath, failure.Message,
                "Pass the checkpoint that the import of this file made, or delete it to begin again."));
        else if (failure is CheckpointFileException { InnerException: { } reason } checkpointFailure)
            WriteError(FileErrors.Create(reason, checkpointFailure.File, checkpointFailure.IsRead, TargetOf(CheckpointPath)));
        else if (failure is not null) WriteError(FileErrors.Create(failure, file, isRead: true, TargetOf(file)));
        WriteObject(result);
    }

    private BulkOperation ToOperation(BsonDocument document)
    {
        if (!Upsert) return BulkOperation.Insert(document);
        var filter = new OrderedDictionary();
        foreach (string path in Key)
        {
            object? value = document;
            foreach (string name in path.Split('.'))
                value = value is BsonDocument inner && inner.TryGetValue(name, out object? found) ? found
                    : Key is [DocumentId.Field]
                        ? null
                        : throw new EjsonException($"The document has no field '{path}', which is part of the key.");
            // What no document has yet, nothing can be in the place of.
            if (value is null && path == DocumentId.Field) return BulkOperation.Insert(document);
            filter[path] = new OrderedDictionary { ["$eq"] = value };
        }
        return BulkOperation.Upsert(filter, document);
    }

    /// <summary>One file on its way into the collection.</summary>
    private sealed class FileImport(
        ImportAppDocumentCommand cmdlet, DocumentFileReader reader, ImportCheckpoint? checkpoint, AppImportResult result) : IDisposable
    {
        private readonly BulkRun _run = new(cmdlet.Documents, cmdlet.Discovery, cmdlet.BatchSize);
        private readonly List<(long Number, FileDocument Read)> _waiting = [];
        private readonly PipelineProgress _progress = new(
            cmdlet, $"Importing '{result.Path}' into '{result.Namespace}'", "documents so far");
        private readonly long _resent = checkpoint?.Sent ?? 0;
        private bool _isOver;

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            long first = Math.Max(cmdlet.Skip, checkpoint?.Done ?? 0);
            bool isEnd = false;
            while (!_isOver && !(isEnd = !reader.TryRead(out FileDocument read)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                result.ReadCount = reader.Number;
                if (reader.Number <= first && !read.IsLast) result.SkippedCount++;
                else await TakeAsync(read, reader.Number, cancellationToken);
            }
            if (!_isOver) await SendAsync(cancellationToken);
            result.IsComplete = isEnd && !_isOver;
            _progress.Complete();
            if (result.IsComplete) checkpoint?.Delete();
        }

        public void Dispose() => _run.Dispose();

        private async Task TakeAsync(FileDocument read, long number, CancellationToken cancellationToken)
        {
            // Documents that may be stored already are sent apart: those that are do not end the others.
            if (number == _resent + 1) await SendAsync(cancellationToken);
            if (Add(read, number, out string? problem))
            {
                _waiting.Add((number, read));
                if (_run.IsFull) await SendAsync(cancellationToken);
            }
            else if (problem is null)
            {
                await SendAsync(cancellationToken);
                if (_isOver) return;
                await TakeAsync(read, number, cancellationToken);
            }
            else
            {
                // Without going on, those before it are stored before it is told.
                if (!cmdlet.ContinueOnError || read.IsLast) await SendAsync(cancellationToken);
                if (_isOver) return;
                Fail(number, read, problem);
                _isOver |= read.IsLast || !cmdlet.ContinueOnError;
            }
        }

        // Whether it waits to be sent; without a problem when there is no room for it.
        private bool Add(FileDocument read, long number, out string? problem)
        {
            problem = read.Problem;
            if (read.Document is not { } document) return false;
            try
            {
                if (checkpoint is not null && !document.ContainsKey(DocumentId.Field)) document = WithId(document, checkpoint.IdOf(number));
                return _run.TryAdd(cmdlet.ToOperation(document));
            }
            catch (EjsonException error)
            {
                problem = error.Message;
                return false;
            }
        }

        private static BsonDocument WithId(BsonDocument document, ObjectId id)
        {
            var complete = new BsonDocument(document.Count + 1) { { DocumentId.Field, id } };
            foreach (KeyValuePair<string, object?> field in document) complete.Add(field.Key, field.Value);
            return complete;
        }

        private async Task SendAsync(CancellationToken cancellationToken)
        {
            if (_waiting.Count == 0) return;
            long last = _waiting[_waiting.Count - 1].Number;
            bool isOrdered = !cmdlet.ContinueOnError && last > _resent;
            checkpoint?.Sending(last);
            BulkWriteResult written;
            try
            {
                written = await _run.SendAsync(isOrdered, cmdlet.Options, cancellationToken);
            }
            catch (AppServicesException)
            {
                _isOver = true;
                cmdlet.WriteVerbose(
                    $"Documents up to {_waiting[0].Number - 1} of '{result.Path}' are dealt with; whether those up to {last} are stored is "
                        + "not known.");
                throw;
            }
            result.InsertedCount += written.InsertedCount + written.UpsertedIds.Count;
            result.ReplacedCount += written.MatchedCount;
            long done = last;
            foreach ((int place, AppServicesException error) in written.Errors)
            {
                (long number, FileDocument read) = _waiting[place];
                if (number <= _resent && error.Reason?.Contains("index: _id_ ") == true) continue;
                if (!cmdlet.ContinueOnError && !_isOver) done = number - 1;
                _isOver |= !cmdlet.ContinueOnError;
                Fail(number, read, error.Reason ?? error.Message, error);
            }
            checkpoint?.Finished(done);
            _progress.Advance(_waiting.Count);
            _waiting.Clear();
        }

        private void Fail(long number, FileDocument read, string reason, AppServicesException? error = null)
        {
            result.FailedCount++;
            var failure = new AppImportFailure(result.Path, number, read.Line, reason, read.Document);
            string line = read.Line is { } at ? $", line {at}," : "";
            string place = $"Document {number}{line} of '{result.Path}' was not imported";
            if (error is not null) cmdlet.WriteFailure(error, failure, place);
            else cmdlet.WriteError(ErrorRecords.Create(
                "AppFileDocumentInvalid", ErrorCategory.InvalidData, failure, $"{place}: {reason}",
                "Correct the document; with -ContinueOnError the others are imported, and -Skip leaves out those that are stored."));
        }
    }
}
