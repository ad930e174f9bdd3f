using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Values;

namespace AppServices.Commands;

/// <summary>Gets the collections of which users may see or change something.</summary>
[Cmdlet(VerbsCommon.Get, "AppCollection", HelpUri = HelpPages.Folder + "Get-AppCollection.md")]
[OutputType(typeof(AppCollection))]
public sealed class GetAppCollectionCommand : AppDataDiscoveryCmdlet
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

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken) => ShowDataAsync((user, all) =>
    {
        VisibleCollection[] found = this.FindMatches(
            all, (collection, pattern) => pattern.IsMatch(collection.Database), Database, DatabaseNotFound);
        if (found.Length > 0 || WildcardPattern.ContainsWildcardCharacters(Database))
            this.WriteMatches(
                found.Select(collection => new AppCollection(user, collection)).ToArray(), collection => collection.Name, Name, NotFound);
    }, cancellationToken);

    private static ErrorRecord NotFound(string name) => NotFound(
        new("AppCollectionNotFound", ErrorCategory.ObjectNotFound, "See Get-AppCollection without -Name."), "collection", name);
}
