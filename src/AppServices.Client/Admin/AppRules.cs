using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Admin;

/// <summary>The one rule of a data source for all collections that have none of their own. Source: client-api 14.3.</summary>
public static class AppRules
{
    /// <summary>The default rule; null when there is none.</summary>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public static async Task<AppRule?> FindDefaultAsync(
        AppDefinition app, AppCluster source, RequestOptions options, CancellationToken cancellationToken)
    {
        const string action = "Fetching the default rule";
        try
        {
            JsonNode? reply = await app.SendAsync("GET", PathOf(source), action, null, options, cancellationToken).ConfigureAwait(false);
            return new AppRule(AdminApi.Object(reply, action), app, source.ServiceName);
        }
        catch (AppServicesException error)
            when (error.StatusCode == 404 && error.Reason?.StartsWith("default rule", StringComparison.Ordinal) == true)
        {
            return null;
        }
    }

    /// <summary>Makes the default rule, or changes it.</summary>
    /// <param name="app">The app.</param>
    /// <param name="source">The data source.</param>
    /// <param name="known">What it was; null when there is none.</param>
    /// <param name="settings">What changes.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops waiting; it may have been changed.</param>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public static Task SetDefaultAsync(
        AppDefinition app, AppCluster source, AppRule? known, JsonObject settings, RequestOptions options,
        CancellationToken cancellationToken)
    {
        JsonObject whole = known is null ? [] : (JsonObject)known.Document.DeepClone();
        foreach (KeyValuePair<string, JsonNode?> field in settings) whole[field.Key] = field.Value?.DeepClone();
        whole["filters"] ??= new JsonArray();
        return app.SendAsync(
            known is null ? "POST" : "PUT", PathOf(source), "Changing the default rule", whole, options, cancellationToken);
    }

    /// <summary>Deletes the default rule.</summary>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public static Task RemoveDefaultAsync(
        AppDefinition app, AppCluster source, RequestOptions options, CancellationToken cancellationToken) =>
        app.SendAsync("DELETE", PathOf(source), "Deleting the default rule", null, options, cancellationToken);

    private static string PathOf(AppCluster source) => $"/services/{Uri.EscapeDataString(source.ServiceId)}/default_rule";
}
