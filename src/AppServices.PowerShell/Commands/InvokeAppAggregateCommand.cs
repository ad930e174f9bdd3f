using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Documents;

namespace AppServices.Commands;

/// <summary>Runs an aggregation pipeline over a collection and gets its documents while they arrive.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "AppAggregate", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Invoke-AppAggregate.md")]
[OutputType(typeof(PSObject))]
public sealed class InvokeAppAggregateCommand : AppDocumentReadCmdlet
{
    /// <summary>The stages: documents, or the text of a JSON array.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [DocumentListTransformation, ValidateNotNull]
    [AllowEmptyCollection]
    [NoCompletion]
    public object[] Pipeline { get; set; } = [];

    // Such a pipeline stores its result instead of returning it.
    private string? Storing => Pipeline.SelectMany(DocumentInput.Names).FirstOrDefault(name => name is "$out" or "$merge");

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (Storing is { } stage && !ShouldProcess(Documents.Namespace, $"Store the result of a pipeline with {stage}")) return;
        await OperateAsync(null, async () => await WriteAllAsync(
            await Documents.AggregateAsync(Pipeline, Options, cancellationToken), seen: null, cancellationToken));
    }
}
