using System;
using System.IO;
using System.Linq;
using AppServices.Server.Features;

namespace AppServices.Server.Admin.Definitions;

/// <summary>An app as the admin API sees it: one that it made, or one that is served from a folder. Source: admin-api 2.2, 2.3.</summary>
/// <param name="Id">What paths of the API name it by.</param>
/// <param name="App">The app, as it is served.</param>
/// <param name="Record">What is remembered of one that the API made; null for one of a folder.</param>
/// <param name="DeployedAt">When it was made or last deployed by the API; null for never.</param>
internal sealed record AppEntry(string Id, RunningApp App, AppRecord? Record, DateTime? DeployedAt)
{
    public const string Standard = "standard";

    private DateTime? _modifiedAt;

    /// <summary>When it was last changed: by the API, or in its folder. Source: admin-api 2.1.</summary>
    public DateTime ModifiedAt => _modifiedAt ??= Later(DeployedAt, Record is null ? FilesChangedAt() : null);

    /// <summary>What clients name it by.</summary>
    public string ClientAppId => App.Definition.ClientAppId;

    /// <summary>What it was made for.</summary>
    public string Product => Record?.Product ?? Standard;

    /// <summary>The folder of an app that the API did not make.</summary>
    public string Folder => App.Definition.Root;

    private static DateTime Later(DateTime? one, DateTime? other) => (one > other ? one : other ?? one) ?? DateTime.UnixEpoch;

    private DateTime? FilesChangedAt()
    {
        try
        {
            return AppFileSet.OfFolder(Folder).Sources.Max(file => (DateTime?)File.GetLastWriteTimeUtc(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // An app is served as it was while its folder is gone.
            return null;
        }
    }
}
