using System;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Errors;

namespace AppServices.Commands;

/// <summary>What the cmdlets share that show which data a user may use.</summary>
public abstract class AppDataDiscoveryCmdlet : AppDiscoveryCmdlet
{
    /// <summary>The data source; all by default.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DataSourceNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ServiceName { get; set; }

    /// <summary>Shows the collections that are in the data source; reports one that is not there.</summary>
    internal Task ShowDataAsync(Action<AppUser, VisibleCollection[]> show, CancellationToken cancellationToken) => ShowAsync((user, told) =>
    {
        if (ServiceName is null || told.DataSources.Contains(ServiceName))
            show(user, [.. told.Collections.Where(collection => ServiceName is null || collection.Service == ServiceName)]);
        else WriteError(NotFound(
            new("AppServiceNotFound", ErrorCategory.ObjectNotFound, "See the ServiceNames of Get-AppDatabase; they are case-sensitive."),
            "data source", ServiceName));
    }, cancellationToken);

    /// <summary>The error of a database that is not there.</summary>
    internal static ErrorRecord DatabaseNotFound(string name) => NotFound(
        new("AppDatabaseNotFound", ErrorCategory.ObjectNotFound, "See Get-AppDatabase without -Name."), "database", name);

    private protected static ErrorRecord NotFound(ErrorKind kind, string what, string name) => ErrorRecords.Create(
        kind.Id, kind.Category, name, $"There is no {what} '{name}' with something for the user.",
        $"{kind.Advice} What no rule of the app gives the user is hidden.");
}
