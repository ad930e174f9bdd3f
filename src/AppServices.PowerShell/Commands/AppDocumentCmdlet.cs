using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Documents;
using AppServices.Ejson;
using AppServices.Errors;

namespace AppServices.Commands;

/// <summary>What the cmdlets share that read and change documents of the app's MongoDB. Source: client-api 7.</summary>
public abstract class AppDocumentCmdlet : AppCmdlet
{
    private protected const string FilterSet = "Filter";
    private protected const string IdSet = "Id";
    private protected const string InputObjectSet = "InputObject";

    private AppUser? _user;

    /// <summary>The database.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Database { get; set; } = "";

    /// <summary>The collection.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ArgumentCompleter(typeof(CollectionNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Collection { get; set; } = "";

    /// <summary>The data source's name in the app.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DataSourceNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string ServiceName { get; set; } = "mongodb-atlas";

    /// <summary>The user to act as, or its id or name; the current user by default.</summary>
    [Parameter]
    [AppUserTransformation]
    [ArgumentCompleter(typeof(UserCompleter))]
    [ValidateNotNull]
    public AppUser? User { get; set; }

    /// <summary>What documents are returned as.</summary>
    private protected virtual DocumentForm Form => DocumentForm.Objects;
    // Who says -Confirm or -Confirm:$false has decided already.
    private bool HasDecided => MyInvocation.BoundParameters.ContainsKey("Confirm")
        || SessionState.PSVariable.GetValue("ConfirmPreference") is ConfirmImpact.None;

    private protected MongoCollection Documents { get; private set; } = null!;

    /// <summary>Finds out who acts, once, so that a change of the current user does not split a pipeline.</summary>
    protected sealed override Task BeginAsync(CancellationToken cancellationToken)
    {
        _user = ResolveUser(User);
        Documents = new MongoCollection(_user.Session, ServiceName, Database, Collection, Form.Format);
        return Task.CompletedTask;
    }

    /// <summary>Runs one operation on the collection, which completion knows when it has succeeded.</summary>
    /// <param name="target">The document, its id, or null for the collection.</param>
    /// <param name="operation">The operation.</param>
    internal Task OperateAsync(object? target, Func<Task> operation) => AttemptAsync(target ?? Documents.Namespace, async () =>
    {
        await operation();
        Remember();
    });

    /// <summary>Changes the document with an id; reports that there is none.</summary>
    /// <param name="id">The id.</param>
    /// <param name="target">What an error is of: what was given or piped.</param>
    /// <param name="doing">What is done, for -WhatIf.</param>
    /// <param name="change">Changes the document that matches a filter and returns whether there was one.</param>
    internal async Task ChangeAsync(object? id, object? target, string doing, Func<object, Task<bool>> change)
    {
        if (ShouldProcess(DocumentId.Show(id), $"{doing} of '{Documents.Namespace}'"))
            await OperateAsync(target, async () =>
            {
                if (!await change(DocumentId.Filter(id))) WriteDocumentNotFound(id, target);
            });
    }

    /// <summary>
    /// Whether a change of what matches a filter is to be made: of the first document, of all, or after a question of its own of the
    /// whole collection, which an empty filter means.
    /// </summary>
    /// <param name="doing">What is done.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="all">Whether it is done to all that match.</param>
    /// <param name="force">Whether nobody is to be asked.</param>
    internal bool ShouldChange(string doing, object filter, bool all, bool force)
    {
        bool isWhole = all && !DocumentInput.Names(filter).Any();
        string what = isWhole ? $"{doing} all documents"
            : $"{doing} {(all ? "all documents that match" : "the first document that matches")} {DocumentText.Show(filter)}";
        return ShouldProcess(Documents.Namespace, what)
            && (!isWhole || force || HasDecided
                || ShouldContinue($"{doing} all documents of '{Documents.Namespace}'? This cannot be undone.", what));
    }

    /// <summary>Says what a change did: as its result where that is wanted, else as a note at -Verbose.</summary>
    internal void WriteResult(AppWriteResult result, bool isWanted)
    {
        if (isWanted) WriteObject(result);
        else Note(result.ToString());
    }

    /// <summary>The ids that are given, and that of what is piped, with what an error is of; reports what is none.</summary>
    internal IEnumerable<(object? Id, object? Target)> IdsOf(object[] given, object? piped)
    {
        foreach (object id in given)
        {
            if (DocumentId.IsId(id)) yield return (id, id);
            else WriteIdMissing(id);
        }
        if (ParameterSetName != InputObjectSet) yield break;
        if (DocumentId.TryGet(piped, out object? named)) yield return (named, piped);
        else WriteIdMissing(piped);
    }

    /// <summary>Lets completion offer the collection.</summary>
    internal void Remember() => _user!.SeenCollections.Add(ServiceName, Database, Collection);

    /// <summary>Writes documents while they arrive; the first is out before the last was sent.</summary>
    internal async Task WriteAllAsync(DocumentReader documents, Action<object?>? seen, CancellationToken cancellationToken)
    {
        Remember();
        using (documents)
        {
            while (await documents.ReadAsync(cancellationToken))
            {
                seen?.Invoke(documents.Current);
                WriteDocument(documents.Current);
            }
        }
    }

    /// <summary>Writes a document as what it is wanted; reports one that does not fit.</summary>
    internal void WriteDocument(object? document)
    {
        try
        {
            WriteObject(Make(document), enumerateCollection: false);
        }
        catch (EjsonException error)
        {
            WriteError(ErrorRecords.Create(
                error, "AppDocumentMisfit", ErrorCategory.InvalidType, document, error.Message,
                "Give the property another type, or read with -As Hashtable what does not always have the same."));
        }
    }

    /// <summary>Reports an id that no document has.</summary>
    internal void WriteDocumentNotFound(object? id, object? target) => WriteError(ErrorRecords.Create(
        "AppDocumentNotFound", ErrorCategory.ObjectNotFound, target,
        $"'{Documents.Namespace}' has no document with the _id {DocumentId.Show(id)}.",
        DocumentId.LooksLikeObjectId(id)
            ? "An id has a type: for an ObjectId pass [AppServices.Bson.ObjectId]'...' instead of a string."
            : "Check the id and its type; the app's rules may also hide the document."));

    /// <summary>Reports a piped object that names no document.</summary>
    internal void WriteIdMissing(object? input) => WriteError(ErrorRecords.Create(
        "AppDocumentIdMissing", ErrorCategory.InvalidArgument, input, "What was piped is neither a document with an _id nor an id.",
        "Pipe documents as Get-AppDocument returns them, with their _id, or ids."));

    private protected sealed override ErrorRecord ToErrorRecord(AppServicesException error, object? target) =>
        Explain(ErrorRecords.FromData(error, target, ServiceName, Database, Collection));

    /// <summary>What is written for a document.</summary>
    private protected virtual object? Make(object? document) => Form.Make(document);

    /// <summary>Reports one of many writes that failed; it is what can be tried again (cmdlets E4).</summary>
    /// <param name="error">What failed.</param>
    /// <param name="target">The document or operation.</param>
    /// <param name="place">Which one it is, as the beginning of a sentence; null when that need not be said.</param>
    /// <returns>What was reported.</returns>
    internal ErrorRecord WriteFailure(AppServicesException error, object target, string? place)
    {
        ErrorRecord kind = ErrorRecords.FromData(error, target, ServiceName, Database, Collection);
        var record = new ErrorRecord(error, kind.FullyQualifiedErrorId, kind.CategoryInfo.Category, target)
        {
            ErrorDetails = new ErrorDetails(place is null ? error.Message : $"{place}: {error.Reason ?? error.Message}")
            {
                RecommendedAction = kind.ErrorDetails.RecommendedAction,
            },
        };
        WriteError(record);
        return record;
    }

    /// <summary>What the user's server tells.</summary>
    private protected Users.RecentDiscovery Discovery => _user!.Discovery;

    /// <summary>Lets a cmdlet say more about a failure.</summary>
    private protected virtual ErrorRecord Explain(ErrorRecord record) => record;
}
