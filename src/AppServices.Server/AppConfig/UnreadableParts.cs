using System.Collections.Generic;

namespace AppServices.Server.AppConfig;

/// <summary>
/// What scripts and expressions could ask of the app, and cannot get because its files are broken: asking is an error, not
/// <c>undefined</c>.
/// </summary>
internal sealed record UnreadableParts
{
    /// <summary>Values, each with the reason.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the environment is broken.</summary>
    public bool Environment { get; init; }
}
