using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Documents;

namespace AppServices.Commands;

/// <summary>
/// Changes fields of documents: of the first that matches a filter, of all that do, or of those with given ids. Has no output
/// unless -PassThru asks for what was done, or -ReturnDocument for the document as it is then.
/// </summary>
[Cmdlet(VerbsData.Update, "AppDocument", SupportsShouldProcess = true, DefaultParameterSetName = FilterSet,
    HelpUri = HelpPages.Folder + "Update-AppDocument.md")]
[OutputType(typeof(AppWriteResult))]
[OutputType(typeof(PSObject))]
public sealed class UpdateAppDocumentCommand : AppDocumentCmdlet
{
    /// <summary>What the documents must match.</summary>
    [Parameter(ParameterSetName = FilterSet, Mandatory = true, Position = 2)]
    [DocumentTransformation, ValidateNotNull]
    [NoCompletion]
    public object? Filter { get; set; }

    /// <summary>The update operators, or the stages of an update pipeline.</summary>
    [Parameter(Mandatory = true, Position = 3)]
    [UpdateTransformation, ValidateNotNull]
    [NoCompletion]
    public object? Update { get; set; }

    /// <summary>Changes the first document that matches; this is the default.</summary>
    [Parameter]
    public SwitchParameter One { get; set; }

    /// <summary>Changes all documents that match; with an empty filter all of the collection, after a question.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>Does not ask before all documents of the collection are changed.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Inserts a document where none matches.</summary>
    [Parameter]
    public SwitchParameter Upsert { get; set; }

    /// <summary>Which elements of arrays the update means by <c>$[name]</c>.</summary>
    [Parameter]
    [DocumentListTransformation, ValidateNotNullOrEmpty]
    [NoCompletion]
    public object[]? ArrayFilter { get; set; }

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

    /// <summary>Returns the document as it is then.</summary>
    [Parameter]
    public SwitchParameter ReturnDocument { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        Check();
        if (ParameterSetName == FilterSet && ShouldChange("Update", Filter!, All, Force))
            await OperateAsync(null, () => UpdateAsync(Filter!, isAnyNeeded: false, cancellationToken));
        foreach ((object? id, object? target) in IdsOf(Id, InputObject))
            await ChangeAsync(id, target, "Update document", filter => UpdateAsync(filter, isAnyNeeded: true, cancellationToken));
    }

    private void Check()
    {
        this.Refuse(
            (One || All) && ParameterSetName != FilterSet,
            "-One and -All tell how many that match -Filter, so they do not go with -Id or -InputObject.");
        this.Refuse(One && All, "-One and -All do not go together.");
        this.Refuse(Force && !All, "-Force answers the question of -All, so it goes with -All only.");
        this.Refuse(ReturnDocument && All, "-ReturnDocument returns the one document that was changed, so it does not go with -All.");
        this.Refuse(PassThru && ReturnDocument, "-PassThru and -ReturnDocument do not go together.");
    }

    // That an id is that of no document is an error, and no result.
    private async Task<bool> UpdateAsync(object filter, bool isAnyNeeded, CancellationToken cancellationToken)
    {
        if (ReturnDocument) return await ReturnAsync(filter, cancellationToken);
        var result = new AppWriteResult(
            Documents.Namespace, await Documents.UpdateAsync(filter, Update!, All, Upsert, ArrayFilter, Options, cancellationToken));
        if (result.IsAny || !isAnyNeeded) WriteResult(result, PassThru);
        return result.IsAny;
    }

    private async Task<bool> ReturnAsync(object filter, CancellationToken cancellationToken)
    {
        var modify = new FindAndModifyOptions { Upsert = Upsert, ReturnNew = true, ArrayFilters = ArrayFilter };
        object? document = await Documents.FindOneAndUpdateAsync(filter, Update!, modify, Options, cancellationToken);
        if (document is not null) WriteObject(document, enumerateCollection: false);
        return document is not null;
    }
}
