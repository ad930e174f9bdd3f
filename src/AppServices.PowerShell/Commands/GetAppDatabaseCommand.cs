using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Values;

namespace AppServices.Commands;

/// <summary>Gets the databases that have collections for users.</summary>
[Cmdlet(VerbsCommon.Get, "AppDatabase", HelpUri = HelpPages.Folder + "Get-AppDatabase.md")]
[OutputType(typeof(AppDatabase))]
public sealed class GetAppDatabaseCommand : AppDataDiscoveryCmdlet
{
    /// <summary>The databases' names; all by default.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken) => ShowDataAsync((user, all) => this.WriteMatches(
        all.GroupBy(collection => (collection.Service, collection.Database))
            .Select(one => new AppDatabase(user, one.Key.Service, one.Key.Database, one.Select(collection => collection.Name).ToArray()))
            .ToArray(),
        database => database.Name, Name, DatabaseNotFound), cancellationToken);
}
