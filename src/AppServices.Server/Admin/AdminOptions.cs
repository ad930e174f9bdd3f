namespace AppServices.Server.Admin;

/// <summary>What the admin API needs to know of how the server was started.</summary>
/// <param name="DataFolder">The data folder.</param>
/// <param name="SecretsFile">The file of <c>--secrets</c>; null for none.</param>
/// <param name="AppId">The client app id of a folder that does not say it; null for none.</param>
/// <param name="IsWritable">Whether apps that are served from folders may be changed, and with them these folders.</param>
/// <param name="IsStrict">Whether a deployment in which something will not work is refused.</param>
internal sealed record AdminOptions(string DataFolder, string? SecretsFile, string? AppId, bool IsWritable, bool IsStrict)
{
    /// <summary>The key of apps' secrets; null where a file of the data folder has it.</summary>
    public byte[]? SecretsKey { get; init; }

    /// <summary>Whether servers with other data folders share the state.</summary>
    public bool Shares => SecretsKey is not null;
}
