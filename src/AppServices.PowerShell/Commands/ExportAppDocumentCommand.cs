using System;
using System.IO;
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
using AppServices.Values;

namespace AppServices.Commands;

/// <summary>
/// Writes documents of a collection, or those that are piped, into a file. Has no output unless -PassThru asks for the file.
/// </summary>
[Cmdlet(VerbsData.Export, "AppDocument", SupportsShouldProcess = true, DefaultParameterSetName = CollectionSet,
    HelpUri = HelpPages.Folder + "Export-AppDocument.md")]
[OutputType(typeof(FileInfo))]
public sealed class ExportAppDocumentCommand : AppCmdlet
{
    private const string CollectionSet = "Collection";
    private const string InputObjectSet = "InputObject";

    private static readonly EjsonFormat s_format = new(PSValues.Format.Writer, new EjsonReader());

    private string? _file;
    private OutputFile? _output;
    private DocumentFileWriter? _writer;
    private PipelineProgress? _progress;
    private (string Service, string Database, string Collection)? _place;
    private long _count;

    /// <summary>The database.</summary>
    [Parameter(ParameterSetName = CollectionSet, Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Database { get; set; } = "";

    /// <summary>The collection.</summary>
    [Parameter(ParameterSetName = CollectionSet, Mandatory = true, Position = 1)]
    [ArgumentCompleter(typeof(CollectionNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Collection { get; set; } = "";

    /// <summary>The file.</summary>
    [Parameter(Position = 2)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The file, whose name is taken as it is.</summary>
    [Parameter]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string? LiteralPath { get; set; }

    /// <summary>Documents: hashtables, objects, or a collection as Get-AppCollection returns it.</summary>
    [Parameter(ParameterSetName = InputObjectSet, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    [NoCompletion]
    public object? InputObject { get; set; }

    /// <summary>What documents must match; all match by default.</summary>
    [Parameter(ParameterSetName = CollectionSet, Position = 3)]
    [DocumentTransformation, ValidateNotNull]
    [NoCompletion]
    public object? Filter { get; set; }

    /// <summary>The order: fields with 1 for ascending, -1 for descending.</summary>
    [Parameter(ParameterSetName = CollectionSet)]
    [SortTransformation, ValidateNotNull]
    [NoCompletion]
    public object? Sort { get; set; }

    /// <summary>The fields: with 1 those that are wanted, with 0 those that are not.</summary>
    [Parameter(ParameterSetName = CollectionSet)]
    [DocumentTransformation, ValidateNotNull]
    [NoCompletion]
    public object? Project { get; set; }

    /// <summary>How many documents at most.</summary>
    [Parameter(ParameterSetName = CollectionSet)]
    [ValidateRange(1, long.MaxValue)]
    [NoCompletion]
    public long First { get; set; }

    /// <summary>How many documents are left out at the beginning.</summary>
    [Parameter(ParameterSetName = CollectionSet)]
    [ValidateRange(0, long.MaxValue)]
    [NoCompletion]
    public long Skip { get; set; }

    /// <summary>The form of the file; by default what its name ends in says it.</summary>
    [Parameter]
    public DocumentFormat? Format { get; set; }

    /// <summary>Writes JSON and CSV for people: numbers and dates as they are usual, without their types.</summary>
    [Parameter]
    public SwitchParameter Relaxed { get; set; }

    /// <summary>
    /// The columns of a CSV file: fields, with points for those within documents. Those of the first document by default.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string[]? Field { get; set; }

    /// <summary>Keeps what the file has, and writes behind it.</summary>
    [Parameter]
    public SwitchParameter Append { get; set; }

    /// <summary>Writes no file that exists already.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Replaces a file that is read-only, too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>The data source's name in the app.</summary>
    [Parameter(ParameterSetName = CollectionSet)]
    [ArgumentCompleter(typeof(DataSourceNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string ServiceName { get; set; } = "mongodb-atlas";

    /// <summary>The user to act as, or its id or name; the current user by default.</summary>
    [Parameter(ParameterSetName = CollectionSet)]
    [AppUserTransformation]
    [ArgumentCompleter(typeof(UserCompleter))]
    [ValidateNotNull]
    public AppUser? User { get; set; }

    private DocumentFormat FileFormat => Format ?? DocumentFormats.OfName(_file!) ?? DocumentFormat.JsonLines;

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        this.Refuse((Path is null) == (LiteralPath is null), "Exactly one of -Path and -LiteralPath names the file.");
        this.Refuse(Append && NoClobber, "-Append keeps what the file has, so it does not go with -NoClobber.");
        _file = FilePaths.ToWrite(this, (LiteralPath ?? Path)!, isLiteral: LiteralPath is not null);
        if (_file is null) return Task.CompletedTask;
        if (Format is null && DocumentFormats.OfName(_file) is null) throw Terminate(FileErrors.FormatUnknown(_file, _file));
        this.Refuse(Append && FileFormat == DocumentFormat.Json, "Nothing can be added to a JSON array; use lines of JSON for -Append.");
        this.Refuse(
            Field is not null && FileFormat != DocumentFormat.Csv, "-Field names the columns of a CSV file; -Project chooses fields.");
        if (NoClobber && File.Exists(_file))
            throw Terminate(ErrorRecords.Create(
                "AppFileExists", ErrorCategory.ResourceExists, _file, $"'{_file}' exists already.",
                "Choose another name, or leave out -NoClobber."));
        string what = ParameterSetName == CollectionSet ? $"Export documents of '{Database}.{Collection}'" : "Export documents";
        if (ShouldProcess(_file, what)) Open();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (_writer is null) return Task.CompletedTask;
        if (ParameterSetName == CollectionSet) return ExportAsync(User, ServiceName, Database, Collection, cancellationToken);
        object input = PSValues.Unwrap(InputObject)!;
        if (input is AppCollection collection)
            return ExportAsync(collection.User, collection.ServiceName, collection.Database, collection.Name, cancellationToken);
        if (!DocumentInput.IsDocument(InputObject!) && !DocumentInput.IsDocument(input))
        {
            WriteError(ErrorRecords.Create(
                "AppDocumentMissing", ErrorCategory.InvalidArgument, InputObject,
                $"What was piped is no document but a {input.GetType().Name}.",
                "Pipe documents, as Get-AppDocument returns them, or a collection of Get-AppCollection."));
            return Task.CompletedTask;
        }
        // One document that cannot be written is no reason to lose the others.
        return AttemptFileAsync(InputObject, () =>
        {
            Write((BsonDocument)s_format.Reader.Read(EjsonConvert.Serialize(InputObject, PSValues.Format.Writer))!);
            return Task.CompletedTask;
        });
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellationToken)
    {
        _progress?.Complete();
        if (_output is null) return Task.CompletedTask;
        return AttemptFileAsync(_file, () =>
        {
            _writer!.Complete();
            _output.Commit();
            if (_writer.Left is { } left)
                WriteWarning($"Fields that the first document lacks have no column in '{_file}': {left}. Name all columns by -Field.");
            WriteVerbose($"{_count} documents were written into '{_file}'.");
            if (PassThru) WriteObject(FilePaths.ToItem(this, _file!));
            return Task.CompletedTask;
        });
    }

    private protected override void Release() => _output?.Dispose();

    private void Open()
    {
        try
        {
            _output = new OutputFile(_file!, Append, Force);
            string[]? fields = Field;
            if (_output.HasContent && FileFormat == DocumentFormat.Csv)
                fields = _output.ReadContent(DocumentFileReader.ReadNames) is { Count: > 0 } names ? [.. names] : fields;
            if (FileFormat != DocumentFormat.Bson) _output.EndLine();
            _writer = DocumentFileWriter.Create(
                _output.Stream, FileFormat, Relaxed ? EjsonMode.Relaxed : EjsonMode.Canonical, fields, continues: _output.HasContent);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or EjsonException)
        {
            throw Terminate(FileErrors.Create(error, _file!, isRead: false, _file));
        }
    }

    private async Task ExportAsync(AppUser? user, string service, string database, string name, CancellationToken cancellationToken)
    {
        AppUser owner = ResolveUser(user);
        _place = (service, database, name);
        var documents = new MongoCollection(owner.Session, service, database, name, s_format);
        bool isWhole = false;
        await AttemptFileAsync(documents.Namespace, async () =>
        {
            using DocumentReader found = await FindAsync(documents, cancellationToken);
            owner.SeenCollections.Add(service, database, name);
            while (await found.ReadAsync(cancellationToken)) Write((BsonDocument)found.Current!);
            isWhole = true;
        });
        // Half of a collection must not look like all of it.
        if (!isWhole) Discard();
    }

    private Task<DocumentReader> FindAsync(MongoCollection documents, CancellationToken cancellationToken)
    {
        long? limit = First == 0 ? null : First;
        return Skip > 0
            ? documents.AggregateAsync(QueryStages.Of(Filter, Sort, Skip, limit, Project), Options, cancellationToken)
            : documents.FindAsync(Filter, new FindOptions { Projection = Project, Sort = Sort, Limit = limit }, Options, cancellationToken);
    }

    private void Write(BsonDocument document)
    {
        _writer!.Write(document);
        _count++;
        (_progress ??= new PipelineProgress(this, $"Exporting documents to '{_file}'", "so far")).Advance();
    }

    private async Task AttemptFileAsync(object? target, Func<Task> operation)
    {
        Exception? failure = null;
        await AttemptAsync(target, async () =>
        {
            try
            {
                await operation();
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                failure = error;
            }
        });
        if (failure is null) return;
        Discard();
        WriteError(FileErrors.Create(failure, _file!, isRead: false, _file));
    }

    private void Discard()
    {
        _output?.Dispose();
        (_output, _writer) = (null, null);
    }

    private protected override ErrorRecord ToErrorRecord(AppServicesException error, object? target) =>
        _place is var (service, database, name)
        ? ErrorRecords.FromData(error, target, service, database, name)
        : base.ToErrorRecord(error, target);
}
