using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Documents;

namespace AppServices.Commands;

/// <summary>What the cmdlets share that change documents given by their ids, by a filter, or piped.</summary>
public abstract class AppDocumentTargetCmdlet : AppDocumentCmdlet
{
    private protected const string FilterSet = "Filter";
    private protected const string IdSet = "Id";
    private protected const string InputObjectSet = "InputObject";

    /// <summary>The ids of the documents.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true)]
    [Alias("_id")]
    [ValidateNotNullOrEmpty]
    public object[] Id { get; set; } = [];

    /// <summary>Documents, of which the <c>_id</c> is used, or ids.</summary>
    [Parameter(ParameterSetName = InputObjectSet, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public object? InputObject { get; set; }

    /// <summary>Returns what the cmdlet's help says.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected sealed override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        Check();
        switch (ParameterSetName)
        {
            case IdSet:
                foreach (object id in Id) await ProcessIdAsync(id, DocumentId.IsId(id), cancellationToken);
                break;
            case InputObjectSet:
                bool isId = DocumentId.TryGet(InputObject, out object? piped);
                await ProcessIdAsync(isId ? piped : InputObject, isId, cancellationToken);
                break;
            default:
                await ProcessFilterAsync(cancellationToken);
                break;
        }
    }

    /// <summary>Ends the cmdlet when its parameters do not go together.</summary>
    private protected abstract void Check();

    /// <summary>Changes one document and returns whether it was there.</summary>
    private protected abstract Task<bool> ProcessIdAsync(object filter, CancellationToken cancellationToken);

    /// <summary>Changes the documents that the cmdlet's own parameters name.</summary>
    private protected abstract Task ProcessFilterAsync(CancellationToken cancellationToken);

    /// <summary>What is done, for -WhatIf.</summary>
    private protected abstract string Doing { get; }

    private async Task ProcessIdAsync(object? id, bool isId, CancellationToken cancellationToken)
    {
        if (!isId) WriteIdMissing(id);
        else if (ShouldProcess(DocumentId.Show(id), $"{Doing} of '{Documents.Namespace}'"))
            await OperateAsync(id, async () =>
            {
                if (!await ProcessIdAsync(DocumentId.Filter(id), cancellationToken)) WriteDocumentNotFound(id);
            });
    }
}
