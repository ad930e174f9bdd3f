using System.Collections.Specialized;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Documents;
using AppServices.Errors;

namespace AppServices.Commands;

/// <summary>
/// Deletes documents: all that match a filter or the first of them, those with given ids, or all there are. Has no output unless
/// -PassThru asks for the deleted document, or for how many there were when several could be deleted.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "AppDocument", SupportsShouldProcess = true, DefaultParameterSetName = FilterSet,
    HelpUri = HelpPages.Folder + "Remove-AppDocument.md")]
[OutputType(typeof(AppWriteResult), ParameterSetName = [FilterSet])]
[OutputType(typeof(PSObject), ParameterSetName = [FilterSet, IdSet, InputObjectSet])]
public sealed class RemoveAppDocumentCommand : AppDocumentCmdlet
{
    /// <summary>What the documents must match; not empty.</summary>
    [Parameter(ParameterSetName = FilterSet, Position = 2)]
    [DocumentTransformation, ValidateNotNull, ValidateFields]
    public object? Filter { get; set; }

    /// <summary>Deletes the first document that matches, not all.</summary>
    [Parameter]
    public SwitchParameter One { get; set; }

    /// <summary>Deletes all documents of the collection.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>Does not ask before all documents are deleted.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>The ids of the documents.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true)]
    [Alias("_id")]
    [ValidateNotNullOrEmpty]
    public object[] Id { get; set; } = [];

    /// <summary>Documents, of which the <c>_id</c> is used, or ids.</summary>
    [Parameter(ParameterSetName = InputObjectSet, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public object? InputObject { get; set; }

    /// <summary>Returns the deleted document, or how many there were when several could be deleted.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    // Who says -Confirm or -Confirm:$false has decided already.
    private bool Asks => !Force && !MyInvocation.BoundParameters.ContainsKey("Confirm")
        && SessionState.PSVariable.GetValue("ConfirmPreference") is not ConfirmImpact.None;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        Check();
        if (ParameterSetName == FilterSet) await DeleteMatchingAsync(cancellationToken);
        foreach (object? id in IdsOf(Id, InputObject))
            await ChangeAsync(id, id, "Delete document", filter => DeleteOneAsync(filter, cancellationToken));
    }

    private void Check()
    {
        this.Refuse(One && (Filter is null || All), "-One deletes the first that matches -Filter, so it goes with -Filter only.");
        this.Refuse(
            All && (Filter is not null || ParameterSetName != FilterSet),
            "-All deletes every document, so it does not go with -Filter, -Id or -InputObject.");
        this.Refuse(Force && !All, "-Force answers the question of -All, so it goes with -All only.");
        if (ParameterSetName == FilterSet && Filter is null && !All)
            throw Terminate(ErrorRecords.Create(
                "AppFilterMissing", ErrorCategory.InvalidArgument, Documents.Namespace, "What to delete is not said.",
                "Pass -Filter, -Id or documents; every document of the collection is deleted with -All only."));
    }

    private Task DeleteMatchingAsync(CancellationToken cancellationToken)
    {
        object filter = Filter ?? new OrderedDictionary();
        string which = All ? "Delete all documents" : One
            ? $"Delete the first document that matches {DocumentText.Show(Filter)}"
            : $"Delete all documents that match {DocumentText.Show(Filter)}";
        if (!ShouldProcess(Documents.Namespace, which)) return Task.CompletedTask;
        string question = $"All documents of '{Documents.Namespace}' will be deleted. This cannot be undone.";
        if (All && Asks && !ShouldContinue(question, "Delete all documents")) return Task.CompletedTask;
        return OperateAsync(null, () => One ? DeleteOneAsync(filter, cancellationToken) : DeleteAllAsync(filter, cancellationToken));
    }

    private async Task<bool> DeleteOneAsync(object filter, CancellationToken cancellationToken)
    {
        if (!PassThru) return await Documents.DeleteAsync(filter, isMany: false, Options, cancellationToken) > 0;
        object? document = await Documents.FindOneAndDeleteAsync(filter, new FindAndModifyOptions(), Options, cancellationToken);
        if (document is not null) WriteObject(document, enumerateCollection: false);
        return document is not null;
    }

    private async Task DeleteAllAsync(object filter, CancellationToken cancellationToken)
    {
        long deleted = await Documents.DeleteAsync(filter, isMany: true, Options, cancellationToken);
        if (PassThru) WriteObject(new AppWriteResult(Documents.Namespace, deleted));
    }
}
