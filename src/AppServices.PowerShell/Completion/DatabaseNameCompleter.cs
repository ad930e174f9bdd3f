namespace AppServices.Completion;

/// <summary>Databases that cmdlets have used.</summary>
public sealed class DatabaseNameCompleter : CollectionCompleter
{
    private protected override (string Text, string ToolTip) Choose(string service, string database, string collection) =>
        (database, $"a database of {service}");
}
