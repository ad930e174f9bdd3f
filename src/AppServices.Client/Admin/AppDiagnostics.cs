using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Admin;

/// <summary>What tells an admin how an app does: trial runs, logs, packages. Source: client-api 14.4, 14.6.</summary>
public static class AppDiagnostics
{
    /// <summary>Runs a function for trial.</summary>
    /// <param name="app">The app.</param>
    /// <param name="name">The function's name.</param>
    /// <param name="arguments">The arguments, as Extended JSON.</param>
    /// <param name="userId">The user that it runs as; null for the system.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops waiting for the result.</param>
    /// <returns>What came of it, also when the function failed.</returns>
    /// <exception cref="AppServicesException">There is no such function, the service refused, or could not be reached.</exception>
    public static async Task<AppFunctionTest> RunFunctionAsync(
        AppDefinition app, string name, JsonArray arguments, string? userId, RequestOptions options, CancellationToken cancellationToken)
    {
        string action = $"Running function '{name}'";
        string query = userId is null ? "run_as_system=true" : $"user_id={Uri.EscapeDataString(userId)}";
        var body = new JsonObject { ["name"] = name, ["arguments"] = arguments };
        try
        {
            JsonNode? reply = await app.SendAsync("POST", $"/debug/execute_function?{query}", action, body, options, cancellationToken)
                .ConfigureAwait(false);
            return new AppFunctionTest(name, AdminApi.Object(reply, action), app);
        }
        catch (AppServicesException error)
            when (error.Code is "FunctionExecutionError" or "ExecutionTimeLimitExceeded" or "FunctionSyntaxError")
        {
            return new AppFunctionTest(name, error);
        }
    }

    /// <summary>A page of an app's log, the newest entry first.</summary>
    /// <param name="app">The app.</param>
    /// <param name="query">What is wanted, as the API's query has it.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The entries, and the query of the next page; null after the last one.</returns>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public static async Task<(IReadOnlyList<AppLog> Entries, IReadOnlyDictionary<string, string>? Next)> PageLogAsync(
        AppDefinition app, IReadOnlyDictionary<string, string> query, RequestOptions options, CancellationToken cancellationToken)
    {
        string action = $"Reading the log of app '{app}'";
        string text = string.Join("&", query.Select(part => $"{part.Key}={Uri.EscapeDataString(part.Value)}"));
        JsonObject reply = AdminApi.Object(
            await app.SendAsync("GET", $"/logs?{text}", action, null, options, cancellationToken).ConfigureAwait(false), action);
        AppLog[] entries = [.. AdminApi.Objects(reply["logs"] ?? new JsonArray(), action).Select(entry => new AppLog(entry, app))];
        if (entries.Length == 0 || AdminApi.Text(reply, "nextEndDate") is not { } end) return (entries, null);
        var next = query.ToDictionary(part => part.Key, part => part.Value);
        next["end_date"] = end;
        if (reply["nextSkip"] is { } skip) next["skip"] = skip.ToString();
        else next.Remove("skip");
        return (entries, next);
    }

    /// <summary>The packages that functions can use.</summary>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public static async Task<IReadOnlyList<AppDependency>> ListDependenciesAsync(
        AppDefinition app, RequestOptions options, CancellationToken cancellationToken)
    {
        string action = $"Listing the dependencies of app '{app}'";
        JsonNode? reply = await app.SendAsync("GET", "/dependencies", action, null, options, cancellationToken).ConfigureAwait(false);
        JsonNode packages = (reply as JsonObject)?["dependencies_list"] ?? new JsonArray();
        return [.. AdminApi.Objects(packages, action).Select(one => new AppDependency(one, app))];
    }

    /// <summary>How the latest installation goes: <c>created</c> while it does, <c>successful</c>, or <c>failed</c> and why.</summary>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public static async Task<(string Status, string Message)> GetInstallationAsync(
        AppDefinition app, RequestOptions options, CancellationToken cancellationToken)
    {
        const string action = "Asking how the installation goes";
        JsonObject reply = AdminApi.Object(
            await app.SendAsync("GET", "/dependencies/status", action, null, options, cancellationToken).ConfigureAwait(false), action);
        return (AdminApi.Text(reply, "status") ?? "", AdminApi.Text(reply, "status_message") ?? "");
    }
}
