using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Documents;

namespace AppServices.Commands;

/// <summary>
/// Replaces documents by whole documents with the same <c>_id</c>. Has no output unless -PassThru asks for what was done, or
/// -ReturnDocument for the documents as they are stored then.
/// </summary>
[Cmdlet(VerbsCommon.Set, "AppDocument", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Set-AppDocument.md")]
[OutputType(typeof(AppWriteResult))]
[OutputType(typeof(PSObject))]
public sealed class SetAppDocumentCommand : AppDocumentCmdlet
{
    /// <summary>The documents: hashtables, objects, or Extended JSON as text, each with an <c>_id</c>.</summary>
    [Parameter(Mandatory = true, Position = 2, ValueFromPipeline = true)]
    [GivenDocumentTransformation, ValidateNotNull]
    [NoCompletion]
    public object[] InputObject { get; set; } = [];

    /// <summary>Inserts a document whose id no document has yet.</summary>
    [Parameter]
    public SwitchParameter Upsert { get; set; }

    /// <summary>Returns for each document what was done.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Returns the documents as they are stored.</summary>
    [Parameter]
    public SwitchParameter ReturnDocument { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        this.Refuse(PassThru && ReturnDocument, "-PassThru and -ReturnDocument do not go together.");
        foreach ((object document, object given) in InputObject.Cast<GivenDocument>())
        {
            if (!DocumentId.TryGet(document, out object? id)) WriteIdMissing(given);
            else await ChangeAsync(id, given, "Replace document", filter => ReplaceAsync(filter, document, cancellationToken));
        }
    }

    // Only findOneAndReplace takes a document with operators for what it is. The other function tells whether there was a document even
    // where the user may not read it.
    private async Task<bool> ReplaceAsync(object filter, object document, CancellationToken cancellationToken)
    {
        if (!ReturnDocument && !DocumentInput.HasOperators(document))
        {
            var result = new AppWriteResult(Documents.Namespace, await Documents.UpdateAsync(
                filter, document, isMany: false, Upsert, arrayFilters: null, Options, cancellationToken));
            if (result.IsAny) WriteResult(result, PassThru);
            return result.IsAny;
        }
        var modify = new FindAndModifyOptions { Upsert = Upsert, ReturnNew = true };
        object? stored = await Documents.FindOneAndReplaceAsync(filter, document, modify, Options, cancellationToken);
        if (ReturnDocument && stored is not null) WriteObject(stored, enumerateCollection: false);
        return stored is not null;
    }
}
