using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Admin;

/// <summary>What became of a row of a file of accounts. Source: admin-api 5.4.</summary>
public sealed class AppAccountImport
{
    /// <summary>How many rows a request has at most.</summary>
    public const int MaxRows = 200;

    internal AppAccountImport(
        AppDefinition app, string path, int row, string? id, string status, IReadOnlyList<string> toDo, string? error) =>
        (App, Path, Row, Id, Status, ToDo, Error) = (app, path, row, id, status, toDo, error);

    /// <summary>The app.</summary>
    public AppDefinition App { get; }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The line of the file, or the place in its array, from 1.</summary>
    public int Row { get; }

    /// <summary>The id of the user; null where the row does not say one.</summary>
    public string? Id { get; }

    /// <summary><c>imported</c>, or <c>present</c> when the user was there already.</summary>
    public string Status { get; }

    /// <summary>
    /// What is left to do: <c>password</c> when the user has to reset it, <c>api-key</c> when keys have to be made anew, <c>custom-data</c>
    /// when those of the row were left out.
    /// </summary>
    public IReadOnlyList<string> ToDo { get; }

    /// <summary>What is wrong; null for nothing.</summary>
    public string? Error { get; }

    /// <summary>The id of the user.</summary>
    public override string ToString() => Id ?? "";

    /// <summary>Imports accounts, under their ids.</summary>
    /// <param name="app">The app.</param>
    /// <param name="path">The file that they are from.</param>
    /// <param name="rows">Their rows by number.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops waiting; what was sent may be imported.</param>
    /// <returns>What became of each row.</returns>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public static async Task<IReadOnlyList<AppAccountImport>> SendAsync(
        AppDefinition app, string path, IReadOnlyList<KeyValuePair<int, JsonNode>> rows, RequestOptions options,
        CancellationToken cancellationToken)
    {
        string action = $"Importing accounts into app '{app}'";
        var body = new JsonArray(rows.Select(row => row.Value).ToArray());
        JsonNode? reply = await app.SendAsync("POST", "/users/import", action, body, options, cancellationToken).ConfigureAwait(false);
        return [.. AdminApi.Objects(reply, action).Select((one, index) => new AppAccountImport(
            app, path, rows[index].Key, AdminApi.Text(one, "_id"), AdminApi.Text(one, "status") ?? "",
            [.. (one["to_do"] as JsonArray ?? []).Select(what => what!.ToString())], AdminApi.Text(one, "error")))];
    }
}
