using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Documents;
using AppServices.Errors;

namespace AppServices.Commands;

/// <summary>
/// Deletes documents: the first that matches a filter, all that do, or those with given ids. Has no output unless -PassThru asks
/// for what was done, or -ReturnDocument for the deleted document.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "AppDocument", SupportsShouldProcess = true, DefaultParameterSetName = FilterSet,
    HelpUri = HelpPages.Folder + "Remove-AppDocument.md")]
[OutputType(typeof(AppWriteResult))]
[OutputType(typeof(PSObject))]
public sealed class RemoveAppDocumentCommand : AppDocumentCmdlet
{
    /// <summary>What the documents must match; empty only with -All.</summary>
    [Parameter(ParameterSetName = FilterSet, Position = 2)]
    [DocumentTransformation, ValidateNotNull]
    [NoCompletion]
    public object? Filter { get; set; }

    /// <summary>Deletes the first document that matches; this is the default.</summary>
    [Parameter]
    public SwitchParameter One { get; set; }

    /// <summary>Deletes all documents that match; with an empty filter all of the collection, after a question.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>Does not ask before all documents of the collection are deleted.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

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

    /// <summary>Returns what was done.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Returns the deleted document.</summary>
    [Parameter]
    public SwitchParameter ReturnDocument { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        Check();
        if (ParameterSetName == FilterSet && ShouldChange("Delete", Filter!, All, Force))
            await OperateAsync(null, () => DeleteAsync(Filter!, isAnyNeeded: false, cancellationToken));
        foreach ((object? id, object? target) in IdsOf(Id, InputObject))
            await ChangeAsync(id, target, "Delete document", filter => DeleteAsync(filter, isAnyNeeded: true, cancellationToken));
    }

    private void Check()
    {
        this.Refuse(
            (One || All) && ParameterSetName != FilterSet,
            "-One and -All tell how many that match -Filter, so they do not go with -Id or -InputObject.");
        this.Refuse(One && All, "-One and -All do not go together.");
        this.Refuse(Force && !All, "-Force answers the question of -All, so it goes with -All only.");
        this.Refuse(ReturnDocument && All, "-ReturnDocument returns the one document that was deleted, so it does not go with -All.");
        this.Refuse(PassThru && ReturnDocument, "-PassThru and -ReturnDocument do not go together.");
        if (ParameterSetName != FilterSet || (Filter is not null && (All || DocumentInput.Names(Filter).Any()))) return;
        throw Terminate(ErrorRecords.Create(
            "AppFilterMissing", ErrorCategory.InvalidArgument, Documents.Namespace, "What to delete is not said.",
            "Pass -Filter with fields, -Id or documents; -Filter @{} and -All together delete every document of the collection."));
    }

    // That an id is that of no document is an error, and no result.
    private async Task<bool> DeleteAsync(object filter, bool isAnyNeeded, CancellationToken cancellationToken)
    {
        if (ReturnDocument)
        {
            object? document = await Documents.FindOneAndDeleteAsync(filter, new FindAndModifyOptions(), Options, cancellationToken);
            if (document is not null) WriteObject(document, enumerateCollection: false);
            return document is not null;
        }
        long deleted = await Documents.DeleteAsync(filter, All, Options, cancellationToken);
        if (deleted > 0 || !isAnyNeeded) WriteResult(new AppWriteResult(Documents.Namespace, deleted), PassThru);
        return deleted > 0;
    }
}
