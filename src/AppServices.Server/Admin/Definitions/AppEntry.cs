using System;
using AppServices.Server.Features;

namespace AppServices.Server.Admin.Definitions;

/// <summary>An app as the admin API sees it: one that it made, or one that is served from a folder. Source: admin-api 2.2, 2.3.</summary>
/// <param name="Id">What paths of the API name it by.</param>
/// <param name="App">The app, as it is served.</param>
/// <param name="Record">What is remembered of one that the API made; null for one of a folder.</param>
/// <param name="ModifiedAt">When it was last changed.</param>
internal sealed record AppEntry(string Id, RunningApp App, AppRecord? Record, DateTime ModifiedAt)
{
    public const string Standard = "standard";

    /// <summary>What clients name it by.</summary>
    public string ClientAppId => App.Definition.ClientAppId;

    /// <summary>What it was made for.</summary>
    public string Product => Record?.Product ?? Standard;

    /// <summary>The folder of an app that the API did not make.</summary>
    public string Folder => App.Definition.Root;
}
