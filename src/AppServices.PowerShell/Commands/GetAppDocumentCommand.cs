using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Documents;

namespace AppServices.Commands;

/// <summary>Gets documents of a collection while they arrive, or how many there are.</summary>
[Cmdlet(VerbsCommon.Get, "AppDocument", DefaultParameterSetName = FilterSet, HelpUri = HelpPages.Folder + "Get-AppDocument.md")]
[OutputType(typeof(PSObject), ParameterSetName = [FilterSet, IdSet, InputObjectSet])]
[OutputType(typeof(long), ParameterSetName = [FilterSet])]
public sealed class GetAppDocumentCommand : AppDocumentReadCmdlet
{
    /// <summary>What documents must match; all match by default.</summary>
    [Parameter(ParameterSetName = FilterSet, Position = 2)]
    [DocumentTransformation, ValidateNotNull]
    [NoCompletion]
    public object? Filter { get; set; }

    /// <summary>The ids of the documents.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true)]
    [Alias("_id")]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public object[] Id { get; set; } = [];

    /// <summary>Documents, of which the <c>_id</c> is used, or ids.</summary>
    [Parameter(ParameterSetName = InputObjectSet, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    [NoCompletion]
    public object? InputObject { get; set; }

    /// <summary>How many documents at most.</summary>
    [Parameter(ParameterSetName = FilterSet)]
    [ValidateRange(1, long.MaxValue)]
    [NoCompletion]
    public long First { get; set; }

    /// <summary>How many documents are left out at the beginning.</summary>
    [Parameter(ParameterSetName = FilterSet)]
    [ValidateRange(0, long.MaxValue)]
    [NoCompletion]
    public long Skip { get; set; }

    /// <summary>The order: names of fields, with a minus for descending; or fields with 1 or -1.</summary>
    [Parameter(ParameterSetName = FilterSet)]
    [SortTransformation, NoCompletion, ValidateNotNull]
    public object? Sort { get; set; }

    /// <summary>The fields: names of those that are wanted, or with a minus of those that are not; or fields with 1 or 0.</summary>
    [Parameter(ParameterSetName = FilterSet)]
    [Parameter(ParameterSetName = IdSet)]
    [Parameter(ParameterSetName = InputObjectSet)]
    [ProjectTransformation, ValidateNotNull]
    [NoCompletion]
    public object? Project { get; set; }

    /// <summary>Returns how many documents match instead of the documents.</summary>
    [Parameter]
    public SwitchParameter Count { get; set; }

    private long? Limit => First == 0 ? null : First;

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        this.Refuse(
            Count && (ParameterSetName != FilterSet || Skip > 0 || Sort is not null || Project is not null),
            "-Count counts what matches -Filter, so it does not go with -Id, -InputObject, -Skip, -Sort or -Project.");
        return ParameterSetName switch
        {
            IdSet => GetByIdAsync(Id, target: null, cancellationToken),
            InputObjectSet => GetInputAsync(cancellationToken),
            _ when Count =>
                OperateAsync(null, async () => WriteObject(await Documents.CountAsync(Filter, Limit, Options, cancellationToken))),
            _ => OperateAsync(null, async () => await WriteAllAsync(await FindAsync(cancellationToken), seen: null, cancellationToken)),
        };
    }

    // The service's find has no skip (client-api 7.1).
    private Task<DocumentReader> FindAsync(CancellationToken cancellationToken) => Skip > 0
        ? Documents.AggregateAsync(QueryStages.Of(Filter, Sort, Skip, Limit, Project), Options, cancellationToken)
        : Documents.FindAsync(Filter, new FindOptions { Projection = Project, Sort = Sort, Limit = Limit }, Options, cancellationToken);

    private Task GetInputAsync(CancellationToken cancellationToken)
    {
        if (DocumentId.TryGet(InputObject, out object? id)) return GetByIdAsync([id], InputObject, cancellationToken);
        WriteIdMissing(InputObject);
        return Task.CompletedTask;
    }

    // An id that no document has is an error, unless the projection leaves out what would show it.
    private Task GetByIdAsync(object?[] ids, object? target, CancellationToken cancellationToken) =>
        OperateAsync(target ?? (ids.Length == 1 ? ids[0] : null), async () =>
        {
            var found = new HashSet<string>(StringComparer.Ordinal);
            bool shown = true;
            DocumentReader documents = await Documents.FindAsync(
                DocumentId.FilterAny(ids), new FindOptions { Projection = Project }, Options, cancellationToken);
            await WriteAllAsync(documents, document =>
                shown &= DocumentId.TryGet(document, out object? id) && found.Add(DocumentId.Key(id)), cancellationToken);
            foreach (object? id in shown ? ids.Where(id => !found.Contains(DocumentId.Key(id))) : [])
                WriteDocumentNotFound(id, target ?? id);
        });
}
