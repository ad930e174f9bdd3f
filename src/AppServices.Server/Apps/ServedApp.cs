using System.Collections.Generic;
using AppServices.Server.Apps.Authentication;
using AppServices.Server.Functions;

namespace AppServices.Server.Apps;

/// <summary>An app as its folder says. Source: docs/spec/app-folder.md.</summary>
/// <param name="ClientAppId">The id that clients have compiled in, such as <c>shop-qwert</c>.</param>
/// <param name="Description">What functions see as <c>context.app</c>, environment and values.</param>
/// <param name="Location">The region's name for <c>/location</c>.</param>
/// <param name="AllowedOrigins">The origins whose browsers may call; empty for all.</param>
/// <param name="Providers">The enabled authentication providers by type.</param>
/// <param name="Functions">The functions.</param>
/// <param name="DataSources">The data sources.</param>
/// <param name="CustomUserData">Where custom user data are; null when they are off.</param>
/// <param name="PushServices">The names of the push services.</param>
/// <param name="Warnings">What in the folder has no effect, each with its file.</param>
internal sealed record ServedApp(
    string ClientAppId,
    FunctionApp Description,
    string Location,
    IReadOnlySet<string> AllowedOrigins,
    IReadOnlyDictionary<string, ProviderSettings> Providers,
    IReadOnlyList<FunctionDefinition> Functions,
    IReadOnlyList<DataSourceSettings> DataSources,
    CustomUserDataSettings? CustomUserData,
    IReadOnlySet<string> PushServices,
    IReadOnlyList<string> Warnings)
{
    /// <summary>The functions, parsed.</summary>
    public required FunctionCatalog Catalog { get; init; }

    /// <summary>The types of the providers that nobody can use, because their configuration is broken.</summary>
    public IReadOnlySet<string> UnreadableProviders { get; init; } = new HashSet<string>();

    /// <summary>Whether it is known where custom user data are.</summary>
    public bool IsCustomUserDataReadable { get; init; } = true;

    /// <summary>What is wrong in the folder, each with its file; what depends on it is closed, and the rest is served.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>The app's domain id, 24 hexadecimal digits, the same at every start.</summary>
    public string DomainId { get; } = StableId.Of("domain", ClientAppId);
}
