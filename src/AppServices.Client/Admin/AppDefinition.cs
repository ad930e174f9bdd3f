using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Admin;

/// <summary>An app as its admin sees it. Source: client-api 14.2.</summary>
public sealed class AppDefinition : AdminObject
{
    internal AppDefinition(JsonObject document, AppAdmin admin) : base(document) => Admin = admin;

    /// <summary>The name.</summary>
    public string Name => Text("name") ?? "";

    /// <summary>The id that clients use, such as <c>shop-qwert</c>.</summary>
    public string ClientAppId => Text("client_app_id") ?? "";

    /// <summary>The project.</summary>
    public string ProjectId => Text("group_id") ?? "";

    /// <summary>What it is for: <c>standard</c>, <c>atlas</c> for Atlas' triggers, <c>data-api</c> or <c>device-sync</c>.</summary>
    public string Product => Text("product") ?? "";

    /// <summary>The environment, such as <c>production</c>; empty for none.</summary>
    public string Environment => Text("environment") ?? "";

    /// <summary>Where it runs, such as <c>US-VA</c>; null when the service does not tell.</summary>
    public string? Location => Text("location");

    /// <summary>Where it runs, such as <c>aws-us-east-1</c>; null when the service does not tell.</summary>
    public string? ProviderRegion => Text("provider_region");

    /// <summary><c>GLOBAL</c> or <c>LOCAL</c>; null when the service does not tell.</summary>
    public string? DeploymentModel => Text("deployment_model");

    /// <summary>When it was changed, in UTC; null when the service does not tell.</summary>
    public DateTime? LastModified => Time("last_modified");

    /// <summary>When it was used, in UTC; null when it never was.</summary>
    public DateTime? LastUsed => Time("last_used");

    /// <summary>The admin who sees it.</summary>
    public AppAdmin Admin { get; }

    /// <summary>
    /// The app itself, as AppServices.Types.ps1xml has it: in a pipeline, parameters named App take it and not only its id. A property of
    /// this type would have ConvertTo-Json go around without end.
    /// </summary>
    /// <param name="app">The app.</param>
    public static object Itself(PSObject app) => (app ?? throw new ArgumentNullException(nameof(app))).BaseObject;

    internal string Path => $"{AdminApi.PathOf(ProjectId)}/{Uri.EscapeDataString(Id)}";

    /// <summary>Sends a request about the app.</summary>
    /// <inheritdoc cref="AppAdmin.SendAsync"/>
    public Task<JsonNode?> SendAsync(
        string method, string path, string action, JsonNode? body, RequestOptions options, CancellationToken cancellationToken) =>
        Admin.SendAsync(method, Path + path, action, body, options, cancellationToken);

    /// <summary>Gets a file of the app.</summary>
    /// <inheritdoc cref="AppAdmin.DownloadAsync"/>
    public Task<ReadOnlyMemory<byte>> DownloadAsync(
        string path, string action, RequestOptions options, CancellationToken cancellationToken) =>
        Admin.DownloadAsync(Path + path, action, options, cancellationToken);

    /// <summary>Sends a file for the app.</summary>
    /// <inheritdoc cref="AppAdmin.UploadAsync"/>
    public Task UploadAsync(
        string path, string action, string fileName, byte[] content, RequestOptions options, CancellationToken cancellationToken) =>
        Admin.UploadAsync(Path + path, action, fileName, content, options, cancellationToken);

    /// <summary>The services of type <c>mongodb-atlas</c> or <c>mongodb</c>, each with the cluster that it is for.</summary>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public async Task<IReadOnlyList<AppCluster>> ListClustersAsync(RequestOptions options, CancellationToken cancellationToken)
    {
        const string action = "Listing the data sources";
        JsonNode? reply = await SendAsync("GET", "/services", action, null, options, cancellationToken).ConfigureAwait(false);
        var clusters = new List<AppCluster>();
        foreach (JsonObject service in AdminApi.Objects(reply, action))
        {
            if (AdminApi.Text(service, "type") is not ("mongodb-atlas" or "mongodb")) continue;
            string id = AdminApi.Text(service, "_id") ?? throw AdminApi.Invalid(action, "services with ids");
            JsonNode? config = await SendAsync(
                "GET", $"/services/{Uri.EscapeDataString(id)}/config", action, null, options, cancellationToken).ConfigureAwait(false);
            string? cluster = AdminApi.Text(AdminApi.Object(config, action), "clusterName");
            clusters.Add(new AppCluster(id, AdminApi.Text(service, "name") ?? "", cluster));
        }
        return clusters;
    }

    /// <summary>The client app id.</summary>
    public override string ToString() => ClientAppId;
}

/// <summary>A data source of an app.</summary>
/// <param name="ServiceId">The id of the service, which triggers name.</param>
/// <param name="ServiceName">Its name.</param>
/// <param name="ClusterName">The cluster; null when the service does not tell.</param>
public sealed record AppCluster(string ServiceId, string ServiceName, string? ClusterName);

/// <summary>A deployment of an app. Source: client-api 14.2.</summary>
public sealed class AppDeployment : AppObject
{
    internal AppDeployment(JsonObject document, AppDefinition app) : base(document, app)
    {
    }

    /// <summary><c>created</c>, <c>pending</c>, <c>successful</c> or <c>failed</c>.</summary>
    public string Status => Text("status") ?? "";

    /// <summary>When it was deployed, in UTC; null before that.</summary>
    public DateTime? Deployed => Time("deployed_at");

    /// <summary>What deployed it, such as <c>UI</c>; null when the service does not tell.</summary>
    public string? Origin => Text("origin");

    /// <summary>The id of the admin who deployed it; null when the service does not tell.</summary>
    public string? UserId => Text("user_id");

    /// <summary>Why it failed; null when it did not.</summary>
    public string? StatusError => Text("status_error_message");

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}

/// <summary>What a deployment of a folder would change. Source: client-api 14.2.</summary>
public static class AppDrafts
{
    private const string Import = "/import?strategy=replace-by-name";

    /// <summary>What importing a definition would change: a text for each file, none when nothing would.</summary>
    /// <exception cref="AppServicesException">The definition is wrong, or the service could not be reached.</exception>
    public static async Task<IReadOnlyList<string>> CompareAsync(
        AppDefinition app, JsonObject definition, RequestOptions options, CancellationToken cancellationToken)
    {
        JsonNode? reply = await app.SendAsync(
            "POST", Import + "&diff=true", "Comparing the app's files", definition, options, cancellationToken)
            .ConfigureAwait(false);
        return reply is JsonArray changes ? [.. changes.Select(change => $"{change}")] : [];
    }

    /// <summary>
    /// Imports a definition by a draft and has it deployed: nothing of the app changes until all of it does. A draft whose import or
    /// deployment fails is discarded.
    /// </summary>
    /// <param name="app">The app.</param>
    /// <param name="definition">The definition.</param>
    /// <param name="discardsOther">Whether a draft that is there already is discarded, with what is in it.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops it, and discards the draft.</param>
    /// <exception cref="AppServicesException">There is a draft, the definition is wrong, or the service could not be reached.</exception>
    public static async Task<AppDeployment> DeployAsync(
        AppDefinition app, JsonObject definition, bool discardsOther, RequestOptions options, CancellationToken cancellationToken)
    {
        string draft = await CreateAsync(app, discardsOther, options, cancellationToken).ConfigureAwait(false);
        bool deployed = false;
        try
        {
            await app.SendAsync("POST", Import, "Importing the app's files", definition, options, cancellationToken).ConfigureAwait(false);
            const string action = "Deploying the draft";
            JsonNode? reply = await app.SendAsync(
                "POST", $"/drafts/{draft}/deployment", action, new JsonObject(), options, cancellationToken).ConfigureAwait(false);
            deployed = true;
            return new AppDeployment(AdminApi.Object(reply, action), app);
        }
        finally
        {
            if (!deployed) await DiscardQuietlyAsync(app, draft, options).ConfigureAwait(false);
        }
    }

    private static async Task<string> CreateAsync(
        AppDefinition app, bool discardsOther, RequestOptions options, CancellationToken cancellationToken)
    {
        const string action = "Creating a draft";
        try
        {
            return Id(await app.SendAsync("POST", "/drafts", action, new JsonObject(), options, cancellationToken).ConfigureAwait(false));
        }
        catch (AppServicesException error) when (discardsOther && error.Code == "DraftAlreadyExists")
        {
            JsonNode? drafts = await app.SendAsync("GET", "/drafts", "Listing the drafts", null, options, cancellationToken)
                .ConfigureAwait(false);
            foreach (JsonNode? other in drafts as JsonArray ?? new JsonArray(drafts?.DeepClone()))
                await app.SendAsync("DELETE", $"/drafts/{Id(other)}", "Discarding the draft", null, options, cancellationToken)
                    .ConfigureAwait(false);
            return Id(await app.SendAsync("POST", "/drafts", action, new JsonObject(), options, cancellationToken).ConfigureAwait(false));
        }

        static string Id(JsonNode? draft) => Uri.EscapeDataString(
            AdminApi.Text(AdminApi.Object(draft, action), "_id") ?? throw AdminApi.Invalid(action, "a draft with an id"));
    }

    // The failure that is the reason for it is what the caller has to know, also when Ctrl+C is.
    private static async Task DiscardQuietlyAsync(AppDefinition app, string draft, RequestOptions options)
    {
        try
        {
            await app.SendAsync(
                "DELETE", $"/drafts/{draft}", "Discarding the draft", null, options with { Timeout = TimeSpan.FromSeconds(5) },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (AppServicesException)
        {
            // It stays, and the next deployment says so.
        }
    }
}
