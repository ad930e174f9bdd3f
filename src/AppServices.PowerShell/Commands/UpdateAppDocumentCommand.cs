using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Documents;

namespace AppServices.Commands;

/// <summary>
/// Changes fields of documents: of the first that matches a filter, of all that do, or of those with given ids. Has no output
/// unless -PassThru asks for the document as it is then, or with -All for how many there were.
/// </summary>
[Cmdlet(VerbsData.Update, "AppDocument", SupportsShouldProcess = true, DefaultParameterSetName = FilterSet, HelpUri = HelpPages.Folder + "Update-AppDocument.md")]
[OutputType(typeof(PSObject), ParameterSetName = [FilterSet, IdSet, InputObjectSet])]
[OutputType(typeof(AppWriteResult), ParameterSetName = [FilterSet])]
public sealed class UpdateAppDocumentCommand : AppDocumentTargetCmdlet
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

    private protected override void Check()
    {
        this.Refuse((One || All) && ParameterSetName != FilterSet, "-One and -All tell how many that match -Filter, so they do not go with -Id or -InputObject.");
        this.Refuse(One && All, "-One and -All do not go together.");
    }

    private protected override string Doing => "Update document";

    private protected override Task ProcessFilterAsync(CancellationToken cancellationToken)
    {
        string which = $"{(All ? "Update all documents" : "Update the first document")} that match{(All ? "" : "es")} {DocumentText.Show(Filter)}";
        return ShouldProcess(Documents.Namespace, which)
            ? OperateAsync(null, () => All ? UpdateAllAsync(cancellationToken) : ProcessIdAsync(Filter!, cancellationToken))
            : Task.CompletedTask;
    }

    private protected override async Task<bool> ProcessIdAsync(object filter, CancellationToken cancellationToken)
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
