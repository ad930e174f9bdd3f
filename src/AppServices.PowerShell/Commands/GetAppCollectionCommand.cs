using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Errors;
using AppServices.Values;

namespace AppServices.Commands;

/// <summary>Gets the collections of which users may see or change something.</summary>
[Cmdlet(VerbsCommon.Get, "AppCollection", HelpUri = HelpPages.Folder + "Get-AppCollection.md")]
[OutputType(typeof(AppCollection))]
public sealed class GetAppCollectionCommand : AppDiscoveryCmdlet
{
    /// <summary>The database; all by default.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Database { get; set; } = "*";

    /// <summary>The collections' names; all by default.</summary>
    [Parameter(Position = 1)]
    [Alias("Collection")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CollectionNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <summary>The data source; all by default.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DataSourceNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ServiceName { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken) => ShowAsync((user, told) => this.WriteMatches(
        told.Collections
            .Where(collection => (ServiceName is null || collection.Service == ServiceName) && IsOfDatabase(collection.Database))
            .Select(collection => new AppCollection(user, collection)).ToArray(),
        collection => collection.Name, Name, NotFound), cancellationToken);

    private bool IsOfDatabase(string name) => NamePattern.Of(Database).IsMatch(name);

    private static ErrorRecord NotFound(string name) => ErrorRecords.Create(
        "AppCollectionNotFound", ErrorCategory.ObjectNotFound, name, $"There is no collection '{name}' with something for the user.",
        "See Get-AppCollection without -Name. What no rule of the app gives the user is hidden.");
}
