using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Errors;
using AppServices.Values;

namespace AppServices.Commands;

/// <summary>Gets the databases that have collections for users.</summary>
[Cmdlet(VerbsCommon.Get, "AppDatabase", HelpUri = HelpPages.Folder + "Get-AppDatabase.md")]
[OutputType(typeof(AppDatabase))]
public sealed class GetAppDatabaseCommand : AppDiscoveryCmdlet
{
    /// <summary>The databases' names; all by default.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
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
            .Where(collection => ServiceName is null || collection.Service == ServiceName)
            .GroupBy(collection => (collection.Service, collection.Database))
            .Select(one => new AppDatabase(user, one.Key.Service, one.Key.Database, one.Select(collection => collection.Name).ToArray()))
            .ToArray(),
        database => database.Name, Name, NotFound), cancellationToken);

    private static ErrorRecord NotFound(string name) => ErrorRecords.Create(
        "AppDatabaseNotFound", ErrorCategory.ObjectNotFound, name, $"There is no database '{name}' with something for the user.",
        "See Get-AppDatabase without -Name. What no rule of the app gives the user is hidden.");
}
