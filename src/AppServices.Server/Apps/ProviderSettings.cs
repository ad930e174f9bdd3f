namespace AppServices.Server.Apps;

/// <summary>An enabled authentication provider. Source: app-config.md 2.</summary>
/// <param name="Type">The provider's type, which is its name in paths too.</param>
/// <param name="Id">The provider configuration's id, 24 hexadecimal digits.</param>
/// <param name="Entry">The entry of the configuration file.</param>
internal sealed record ProviderSettings(string Type, string Id, ConfigFile Entry)
{
    /// <summary>The provider's <c>config</c> object; null when it has none.</summary>
    public ConfigFile? Config => Entry.Field("config");
}
