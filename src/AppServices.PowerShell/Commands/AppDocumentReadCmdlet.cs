using System.Management.Automation;
using AppServices.Documents;

namespace AppServices.Commands;

/// <summary>What the cmdlets share that return documents.</summary>
public abstract class AppDocumentReadCmdlet : AppDocumentCmdlet
{
    /// <summary>
    /// What each document is returned as: PSObject, Hashtable, OrderedDictionary, BsonDocument, Json, RelaxedJson, or a class of the
    /// caller's.
    /// </summary>
    [Parameter]
    [DocumentFormTransformation]
    [ArgumentCompleter(typeof(DocumentFormCompleter))]
    public object? As { get; set; }

    private protected sealed override DocumentForm Form => As as DocumentForm ?? DocumentForm.Objects;
}
