using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Documents;

namespace AppServices.Commands;

/// <summary>
/// Changes fields of documents: of the first that matches a filter, of all that do, or of those with given ids. Has no output
/// unless -PassThru asks for the document as it is then, or with -All for how many there were.
/// </summary>
[Cmdlet(VerbsData.Update, "AppDocument", SupportsShouldProcess = true, DefaultParameterSetName = FilterSet,
    HelpUri = HelpPages.Folder + "Update-AppDocument.md")]
[OutputType(typeof(PSObject), ParameterSetName = [FilterSet, IdSet, InputObjectSet])]
[OutputType(typeof(AppWriteResult), ParameterSetName = [FilterSet])]
public sealed class UpdateAppDocumentCommand : AppDocumentCmdlet
{
    /// <summary>What the documents must match.</summary>
    [Parameter(ParameterSetName = FilterSet, Mandatory = true, Position = 2)]
    [DocumentTransformation, ValidateNotNull]
    public object? Filter { get; set; }

    /// <summary>The update operators, or the stages of an update pipeline.</summary>
    [Parameter(Mandatory = true, Position = 3)]
    [UpdateTransformation, ValidateNotNull]
    public object? Update { get; set; }

    /// <summary>Changes the first document that matches; this is the default.</summary>
    [Parameter]
    public SwitchParameter One { get; set; }

    /// <summary>Changes all documents that match.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>Inserts a document where none matches.</summary>
    [Parameter]
    public SwitchParameter Upsert { get; set; }

    /// <summary>Which elements of arrays the update means by <c>$[name]</c>.</summary>
    [Parameter]
    [DocumentListTransformation, ValidateNotNullOrEmpty]
    public object[]? ArrayFilter { get; set; }

    /// <summary>The ids of the documents.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true)]
    [Alias("_id")]
    [ValidateNotNullOrEmpty]
    public object[] Id { get; set; } = [];

    /// <summary>Documents, of which the <c>_id</c> is used, or ids.</summary>
    [Parameter(ParameterSetName = InputObjectSet, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public object? InputObject { get; set; }

    /// <summary>Returns the document as it is then, or with -All how many there were.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        this.Refuse(
            (One || All) && ParameterSetName != FilterSet,
            "-One and -All tell how many that match -Filter, so they do not go with -Id or -InputObject.");
        this.Refuse(One && All, "-One and -All do not go together.");
        string which = All ? "Update all documents that match" : "Update the first document that matches";
        if (ParameterSetName == FilterSet && ShouldProcess(Documents.Namespace, $"{which} {DocumentText.Show(Filter)}"))
            await OperateAsync(null, () => All ? UpdateAllAsync(cancellationToken) : UpdateOneAsync(Filter!, cancellationToken));
        foreach (object? id in IdsOf(Id, InputObject))
            await ChangeAsync(id, id, "Update document", filter => UpdateOneAsync(filter, cancellationToken));
    }

    private async Task<bool> UpdateOneAsync(object filter, CancellationToken cancellationToken)
    {
        if (!PassThru)
            return await Documents.UpdateAsync(filter, Update!, isMany: false, Upsert, ArrayFilter, Options, cancellationToken)
                is { MatchedCount: > 0 } or { UpsertedId: not null };
        var modify = new FindAndModifyOptions { Upsert = Upsert, ReturnNew = true, ArrayFilters = ArrayFilter };
        object? document = await Documents.FindOneAndUpdateAsync(filter, Update!, modify, Options, cancellationToken);
        if (document is not null) WriteObject(document, enumerateCollection: false);
        return document is not null;
    }

    private async Task UpdateAllAsync(CancellationToken cancellationToken)
    {
        UpdateResult result = await Documents.UpdateAsync(Filter!, Update!, isMany: true, Upsert, ArrayFilter, Options, cancellationToken);
        if (PassThru) WriteObject(new AppWriteResult(Documents.Namespace, result));
    }
}
