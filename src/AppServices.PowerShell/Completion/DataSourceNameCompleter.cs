namespace AppServices.Completion;

/// <summary>Data sources that cmdlets have used.</summary>
public sealed class DataSourceNameCompleter : CollectionCompleter
{
    private protected override (string Text, string ToolTip) Choose(string service, string database, string collection) =>
        (service, "a data source of the app");
}
