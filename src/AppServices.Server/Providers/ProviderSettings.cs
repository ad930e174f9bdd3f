using System.Collections.Generic;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Providers;

/// <summary>An enabled authentication provider. Source: app-folder 2.</summary>
/// <param name="Type">The provider's type, which is its name in paths too.</param>
/// <param name="Id">The provider configuration's id, 24 hexadecimal digits.</param>
internal record ProviderSettings(string Type, string Id)
{
    /// <summary>What a part of the provider needs and does not get; the rest works.</summary>
    public IReadOnlyList<MissingNeed> Missing { get; init; } = [];
}
