using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Admin;

/// <summary>One kind of what an app consists of, with what can be done with each kind. Source: client-api 14.3.</summary>
/// <typeparam name="T">What it is.</typeparam>
public sealed class AdminObjects<T>
    where T : AppObject
{
    private readonly AppDefinition _app;
    private readonly string _path;
    private readonly string _what;
    private readonly string _changeMethod;
    private readonly Func<JsonObject, AppDefinition, T> _read;
    private readonly Func<string, string>? _pathOf;

    internal AdminObjects(
        AppDefinition app, string path, string what, Func<JsonObject, AppDefinition, T> read, string changeMethod = "PUT",
        Func<string, string>? pathOf = null)
    {
        _pathOf = pathOf;
        _changeMethod = changeMethod;
        _app = app;
        _path = path;
        _what = what;
        _read = read;
    }

    /// <summary>All of them.</summary>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public async Task<IReadOnlyList<T>> ListAsync(RequestOptions options, CancellationToken cancellationToken) =>
        [.. await PageAsync("", options, cancellationToken).ConfigureAwait(false)];

    /// <summary>A page of them; the service says how many.</summary>
    /// <param name="query">The query, with its question mark.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public async Task<IReadOnlyList<T>> PageAsync(string query, RequestOptions options, CancellationToken cancellationToken)
    {
        string action = $"Listing the {_what}s of app '{_app}'";
        JsonNode? reply = await _app.SendAsync("GET", _path + query, action, null, options, cancellationToken).ConfigureAwait(false);
        return [.. AdminApi.Objects(reply, action).Select(one => _read(one, _app))];
    }

    /// <summary>The one of a name, as lists have it; null when there is none.</summary>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public async Task<T?> FindAsync(string name, RequestOptions options, CancellationToken cancellationToken) =>
        (await ListAsync(options, cancellationToken).ConfigureAwait(false)).FirstOrDefault(one => one.ToString() == name);

    /// <summary>One of them, with all that there is to know of it.</summary>
    /// <exception cref="AppServicesException">There is none, the service refused, or could not be reached.</exception>
    public async Task<T> FetchAsync(string id, RequestOptions options, CancellationToken cancellationToken)
    {
        string action = $"Fetching {_what} '{id}'";
        JsonNode? reply = await _app.SendAsync("GET", PathOf(id), action, null, options, cancellationToken).ConfigureAwait(false);
        return _read(AdminApi.Object(reply, action), _app);
    }

    /// <summary>Makes one.</summary>
    /// <param name="name">Its name, for errors.</param>
    /// <param name="settings">What it is, as the API has it.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops waiting; it may have been made.</param>
    /// <returns>What the service tells of it: not all of it.</returns>
    /// <exception cref="AppServicesException">The name is taken, the service refused, or could not be reached.</exception>
    public async Task<T> CreateAsync(string name, JsonObject settings, RequestOptions options, CancellationToken cancellationToken)
    {
        string action = $"Creating {_what} '{name}'";
        JsonNode? reply = await _app.SendAsync("POST", _path, action, settings, options, cancellationToken).ConfigureAwait(false);
        return _read(AdminApi.Object(reply, action), _app);
    }

    /// <summary>Puts something else in the place of one.</summary>
    /// <exception cref="AppServicesException">There is none, the service refused, or could not be reached.</exception>
    public Task ReplaceAsync(string id, string name, JsonObject settings, RequestOptions options, CancellationToken cancellationToken) =>
        _app.SendAsync(_changeMethod, PathOf(id), $"Changing {_what} '{name}'", settings, options, cancellationToken);

    /// <summary>Changes one and keeps all else of it as it is, also what this client does not know.</summary>
    /// <param name="one">What it was, with all that there is to know of it.</param>
    /// <param name="name">Its name, for errors.</param>
    /// <param name="settings">What changes, in <c>config</c> and <c>values</c> field by field; a field that is null goes.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops waiting; it may have been changed.</param>
    /// <exception cref="AppServicesException">There is none, the service refused, or could not be reached.</exception>
    public Task UpdateAsync(T one, string name, JsonObject settings, RequestOptions options, CancellationToken cancellationToken)
    {
        var whole = (JsonObject)one.Document.DeepClone();
        foreach (KeyValuePair<string, JsonNode?> field in settings)
        {
            if (field.Key is "config" or "values" && field.Value is JsonObject part && whole[field.Key] is JsonObject old)
                foreach (KeyValuePair<string, JsonNode?> inner in part) Put(old, inner);
            else Put(whole, field);
        }
        return ReplaceAsync(one.Id, name, whole, options, cancellationToken);

        static void Put(JsonObject target, KeyValuePair<string, JsonNode?> field)
        {
            if (field.Value is null) target.Remove(field.Key);
            else target[field.Key] = field.Value.DeepClone();
        }
    }

    /// <summary>Deletes one for good.</summary>
    /// <exception cref="AppServicesException">There is none, the service refused, or could not be reached.</exception>
    public Task RemoveAsync(string id, string name, RequestOptions options, CancellationToken cancellationToken) =>
        _app.SendAsync("DELETE", PathOf(id), $"Deleting {_what} '{name}'", null, options, cancellationToken);

    /// <summary>Does something with one that has a path of its own.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="verb">The end of the path, such as <c>enable</c>.</param>
    /// <param name="action">What is done, as the first words of an error.</param>
    /// <param name="body">The body; null for none.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops waiting; it may have been done.</param>
    /// <exception cref="AppServicesException">There is none, the service refused, or could not be reached.</exception>
    public Task ActAsync(
        string id, string verb, string action, JsonObject? body, RequestOptions options, CancellationToken cancellationToken) =>
        _app.SendAsync(verb == "redeploy" ? "POST" : "PUT", $"{PathOf(id)}/{verb}", action, body, options, cancellationToken);

    private string PathOf(string id) => _pathOf?.Invoke(id) ?? $"{_path}/{Uri.EscapeDataString(id)}";
}

/// <summary>What an app consists of.</summary>
public static class AdminObjects
{
    /// <summary>The functions; a list has no sources.</summary>
    public static AdminObjects<AppFunctionDefinition> Functions(AppDefinition app) =>
        new(app, "/functions", "function", static (one, app) => new(one, app));

    /// <summary>The values; a list does not have what they are.</summary>
    public static AdminObjects<AppValue> Values(AppDefinition app) => new(app, "/values", "value", static (one, app) => new(one, app));

    /// <summary>The values by environment; a list does not have what they are.</summary>
    public static AdminObjects<AppEnvironmentValue> EnvironmentValues(AppDefinition app) =>
        new(app, "/environment_values", "environment value", static (one, app) => new(one, app));

    /// <summary>The log forwarders.</summary>
    public static AdminObjects<AppLogForwarder> LogForwarders(AppDefinition app) =>
        new(app, "/log_forwarders", "log forwarder", static (one, app) => new(one, app), "PATCH");

    /// <summary>The rules of the collections of a data source.</summary>
    public static AdminObjects<AppRule> Rules(AppDefinition app, AppCluster source) => new(
        app, $"/services/{Uri.EscapeDataString(source.ServiceId)}/rules", "rule", (one, app) => new(one, app, source.ServiceName));

    /// <summary>The schemas; a list does not have what they are.</summary>
    public static AdminObjects<AppSchema> Schemas(AppDefinition app) =>
        new(app, "/schemas", "schema", static (one, app) => new(one, app));

    /// <summary>The files of the web site.</summary>
    public static AdminObjects<AppHostingFile> HostingFiles(AppDefinition app) => new(
        app, "/hosting/assets?recursive=true", "file", static (one, app) => new(one, app),
        pathOf: static id => $"/hosting/assets/asset?path={Uri.EscapeDataString(id)}");

    /// <summary>The secrets.</summary>
    public static AdminObjects<AppSecret> Secrets(AppDefinition app) => new(app, "/secrets", "secret", static (one, app) => new(one, app));

    /// <summary>The triggers.</summary>
    public static AdminObjects<AppTrigger> Triggers(AppDefinition app) =>
        new(app, "/triggers", "trigger", static (one, app) => new(one, app));

    /// <summary>The HTTPS endpoints.</summary>
    public static AdminObjects<AppEndpoint> Endpoints(AppDefinition app) =>
        new(app, "/endpoints", "endpoint", static (one, app) => new(one, app));

    /// <summary>The deployments, the newest first.</summary>
    public static AdminObjects<AppDeployment> Deployments(AppDefinition app) =>
        new(app, "/deployments", "deployment", static (one, app) => new(one, app));

    /// <summary>The users; a list is a page of 50.</summary>
    public static AdminObjects<AppAccount> Accounts(AppDefinition app) => new(app, "/users", "account", static (one, app) => new(one, app));

    /// <summary>The registrations that wait to be confirmed; a list is a page of 50.</summary>
    public static AdminObjects<AppAccount> PendingAccounts(AppDefinition app) =>
        new(app, "/user_registrations/pending_users", "pending account", static (one, app) => new(one, app));

    /// <summary>The devices of a user.</summary>
    public static AdminObjects<AppAccountDevice> Devices(AppDefinition app, string userId) =>
        new(app, $"/users/{Uri.EscapeDataString(userId)}/devices", "device", static (one, app) => new(one, app));

    /// <summary>The API keys of the server.</summary>
    public static AdminObjects<AppServerApiKey> ServerApiKeys(AppDefinition app) =>
        new(app, "/api_keys", "API key", static (one, app) => new(one, app));
}
