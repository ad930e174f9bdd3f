namespace AppServices.Completion;

/// <summary>Names of API keys that cmdlets have shown.</summary>
public sealed class ApiKeyNameCompleter : ApiKeyCompleter
{
    private protected override (string Text, string ToolTip) Choose(string id, string name) => (name, id);
}
