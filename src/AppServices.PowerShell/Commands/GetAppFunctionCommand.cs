using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Errors;
using AppServices.Values;

namespace AppServices.Commands;

/// <summary>Gets the functions that users may call.</summary>
[Cmdlet(VerbsCommon.Get, "AppFunction", HelpUri = HelpPages.Folder + "Get-AppFunction.md")]
[OutputType(typeof(AppFunction))]
public sealed class GetAppFunctionCommand : AppDiscoveryCmdlet
{
    /// <summary>The functions' names; all by default.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(FunctionNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken) => ShowAsync((user, told) => this.WriteMatches(
        told.Functions.Select(name => new AppFunction(user, name)).ToArray(), function => function.Name, Name,
        NotFound), cancellationToken);

    private static ErrorRecord NotFound(string name) => ErrorRecords.Create(
        "AppFunctionNotFound", ErrorCategory.ObjectNotFound, name, $"There is no function '{name}' that the user may call.",
        "See Get-AppFunction without -Name. Private functions are hidden, and so are those whose can_evaluate does not let the user in.");
}
