namespace AppServices.Completion;

/// <summary>Ids of API keys that cmdlets have shown.</summary>
public sealed class ApiKeyIdCompleter : ApiKeyCompleter
{
    private protected override (string Text, string ToolTip) Choose(string id, string name) => (id, name);
}
