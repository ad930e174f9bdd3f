namespace AppServices.Server.Rules;

/// <summary>What exports do not say of rules, or say in two ways (app-folder 6.4, 6.9).</summary>
internal sealed record RuleSettings
{
    /// <summary>Whether <c>document_filters</c> without <c>write</c> keep everybody from writing.</summary>
    public bool DeniesMissingFilterWrite { get; init; }

    /// <summary>Whether functions of users may join collections by <c>$lookup</c>, each through its rules (app-folder 5.3).</summary>
    public bool AllowsLookup { get; init; }

    /// <summary>Whether null is refused for fields of a schema that are not required too.</summary>
    public bool DeniesNulls { get; init; }
}
