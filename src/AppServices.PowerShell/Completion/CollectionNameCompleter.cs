namespace AppServices.Completion;

/// <summary>Collections that cmdlets have used.</summary>
public sealed class CollectionNameCompleter : CollectionCompleter
{
    private protected override (string Text, string ToolTip) Choose(string service, string database, string collection) =>
        (collection, $"{database}.{collection} of {service}");
}
