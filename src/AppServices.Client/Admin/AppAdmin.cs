using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Security;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Ejson;
using AppServices.Http;
using AppServices.Sessions;

namespace AppServices.Admin;

/// <summary>
/// An admin who is connected to a service: to projects of the hosted one, or to an appservices-server. Safe for use from any number
/// of threads; none of the properties tells a secret. Source: client-api 14.
/// </summary>
public sealed class AppAdmin
{
    private const string LoggingIn = "Logging in as an admin";

    private readonly AdminTransport _transport;
    private readonly SessionSender _sender;
    private readonly AppMemory _apps = new();

    private AppAdmin(Uri baseUri, string userName, AppConnection connection, EjsonFormat format)
    {
        BaseUri = baseUri;
        UserName = userName;
        Connection = connection;
        Format = format;
        _transport = new AdminTransport(baseUri, connection);
        _sender = new SessionSender(() => _transport, static _ => { });
    }

    /// <summary>The address of the hosted service, which has Atlas' triggers and functions.</summary>
    public static Uri HostedService { get; } = new("https://services.cloud.mongodb.com");

    /// <summary>The public key or the account that logged in.</summary>
    public string UserName { get; }

    /// <summary>The address of the service.</summary>
    public Uri BaseUri { get; }

    /// <summary>The projects that the admin may see.</summary>
    public IReadOnlyList<string> ProjectIds { get; private set; } = [];

    /// <summary>The project that is meant when none is named; null when there are several to choose from.</summary>
    public string? ProjectId { get; private set; }

    /// <summary>Whether the admin can act; not after the session has ended.</summary>
    public bool IsConnected => _sender.Tokens is not null;

    /// <summary>How the service is reached.</summary>
    internal AppConnection Connection { get; }

    /// <summary>How values become Extended JSON and back.</summary>
    internal EjsonFormat Format { get; }

    /// <summary>Logs in. Source: client-api 14.1.</summary>
    /// <param name="baseUri">The address of the service.</param>
    /// <param name="userName">The public key; or the e-mail address of an account, which has an at sign.</param>
    /// <param name="secret">The private key or the password.</param>
    /// <param name="projectId">The project that is meant when none is named; null for the only one.</param>
    /// <param name="connection">How the service is reached.</param>
    /// <param name="format">How values become Extended JSON and back.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="AppServicesException">The credential was refused, or the service could not be reached.</exception>
    public static async Task<AppAdmin> ConnectAsync(
        Uri baseUri, string userName, SecureString secret, string? projectId, AppConnection connection, EjsonFormat format,
        RequestOptions options, CancellationToken cancellationToken)
    {
        var admin = new AppAdmin(baseUri, userName, connection, format);
        bool isAccount = userName.Contains('@');
        var request = new AppRequest(
            HttpMethod.Post, $"/auth/providers/{(isAccount ? "local-userpass" : "mongodb-cloud")}/login", LoggingIn,
            JsonBody.Write((userName, secret, isAccount), static (body, login) =>
            {
                body.WriteString("username", login.userName);
                body.WriteString(login.isAccount ? "password" : "apiKey", login.secret.Reveal());
            }));
        AppReply reply = await admin._transport.SendAsync(request, token: null, attempt: 1, options, cancellationToken)
            .ConfigureAwait(false);
        if (!reply.IsSuccess) throw ErrorReply.ToException(reply, LoggingIn);
        admin._sender.Exchange(LoginReply.ReadLogin(reply, LoggingIn).Tokens);
        await admin.ReadProjectsAsync(projectId, options, cancellationToken).ConfigureAwait(false);
        return admin;
    }

    /// <summary>Goes on with a session of an earlier process.</summary>
    /// <inheritdoc cref="ConnectAsync"/>
    /// <param name="saved">The session.</param>
    /// <param name="projectId">As for a login.</param>
    /// <param name="connection">How the service is reached.</param>
    /// <param name="format">How values become Extended JSON and back.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<AppAdmin> RestoreAsync(
        SavedSession saved, string? projectId, AppConnection connection, EjsonFormat format, RequestOptions options,
        CancellationToken cancellationToken)
    {
        var admin = new AppAdmin(saved.BaseUri, saved.UserId, connection, format);
        string access = await AccessTokenRequest.SendAsync(admin._transport, saved.RefreshToken, options, cancellationToken)
            .ConfigureAwait(false);
        admin._sender.Exchange(new SessionTokens(access, saved.RefreshToken));
        await admin.ReadProjectsAsync(projectId, options, cancellationToken).ConfigureAwait(false);
        return admin;
    }

    /// <summary>What is to be kept so that <see cref="RestoreAsync"/> can go on with the session; null when it has ended.</summary>
    public SavedSession? ToSaved() => _sender.Tokens is not { } tokens ? null
        : new SavedSession(AdminApi.SavedAppId, BaseUri, UserName, DeviceId: null, tokens.Refresh).Through(Connection);

    /// <summary>Ends the session. The tokens are forgotten first; does nothing when it has ended already.</summary>
    /// <exception cref="AppServicesException">The service could not be told; the session is over here all the same.</exception>
    public async Task DisconnectAsync(RequestOptions options, CancellationToken cancellationToken)
    {
        if (_sender.Exchange(null) is not { } tokens) return;
        var request = new AppRequest(HttpMethod.Delete, "/auth/session", "Ending the session at the service");
        AppReply reply = await _transport.SendAsync(request, tokens.Refresh, attempt: 1, options, cancellationToken).ConfigureAwait(false);
        if (!reply.IsSuccess && reply.Status != 401) throw ErrorReply.ToException(reply, request.Action);
    }

    /// <summary>Sends a request of the admin API. A refused access token is replaced and the request repeated, once.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path below <c>/api/admin/v3.0</c>, with its query.</param>
    /// <param name="action">What it is for, as the first words of an error.</param>
    /// <param name="body">The JSON body; null for none.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The reply; null when it is empty.</returns>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public async Task<JsonNode?> SendAsync(
        string method, string path, string action, JsonNode? body, RequestOptions options, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> bytes = body is null ? default : JsonSerializer.SerializeToUtf8Bytes(body, AdminApi.JsonOptions);
        AppReply reply = await _sender.SendAsync(
            new AppRequest(new HttpMethod(method), path, action, bytes), isRefused: null, options, cancellationToken).ConfigureAwait(false);
        return AdminApi.Parse(reply, action);
    }

    /// <summary>Gets a file.</summary>
    /// <inheritdoc cref="SendAsync"/>
    public async Task<ReadOnlyMemory<byte>> DownloadAsync(
        string path, string action, RequestOptions options, CancellationToken cancellationToken)
    {
        var request = new AppRequest(HttpMethod.Get, path, action) { Accept = "*/*" };
        return (await _sender.SendAsync(request, isRefused: null, options, cancellationToken).ConfigureAwait(false)).Body;
    }

    /// <summary>Gets what anybody can get, without telling who asks.</summary>
    /// <param name="address">Where.</param>
    /// <param name="action">What it is for.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="AppServicesException">It is not there, or nobody could be reached.</exception>
    internal async Task<byte[]> FetchAsync(Uri address, string action, RequestOptions options, CancellationToken cancellationToken)
    {
        var request = new AppRequest(HttpMethod.Get, address.AbsolutePath, action) { Accept = "*/*" };
        (AppReply reply, _) = await RepeatingSender.SendAsync(
            Connection, request, address, token: null, attempt: 1, options, cancellationToken).ConfigureAwait(false);
        return reply.IsSuccess ? reply.Body : throw ErrorReply.ToException(reply, action);
    }

    /// <summary>Sends a file as a form with the part <c>file</c>, and before it what it is, if that is to be told.</summary>
    /// <inheritdoc cref="SendAsync"/>
    /// <param name="path">The path.</param>
    /// <param name="action">What it is for.</param>
    /// <param name="fileName">The name of the file, without a quotation mark.</param>
    /// <param name="content">What is in it.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="meta">What the file is, which makes it a message of two parts instead; null for the form.</param>
    public async Task UploadAsync(
        string path, string action, string fileName, byte[] content, RequestOptions options, CancellationToken cancellationToken,
        JsonObject? meta = null)
    {
        string boundary = Guid.NewGuid().ToString("N");
        string before = meta is null ? ""
            : $"--{boundary}\r\nContent-Disposition: form-data; name=\"meta\"\r\nContent-Type: application/json\r\n\r\n"
                + meta.ToJsonString(AdminApi.JsonOptions) + "\r\n";
        byte[] head = Encoding.UTF8.GetBytes(
            $"{before}--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{fileName}\"\r\n" +
            "Content-Type: application/octet-stream\r\n\r\n");
        byte[] body = [.. head, .. content, .. Encoding.UTF8.GetBytes($"\r\n--{boundary}--\r\n")];
        var request = new AppRequest(HttpMethod.Put, path, action, body)
        {
            ContentType = $"multipart/{(meta is null ? "form-data" : "mixed")}; boundary={boundary}",
        };
        await _sender.SendAsync(request, isRefused: null, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The apps of a product in a project, in the service's order.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="product">The product: <see cref="AdminApi.Products"/>.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public async Task<IReadOnlyList<AppDefinition>> ListAppsAsync(
        string projectId, string product, RequestOptions options, CancellationToken cancellationToken)
    {
        const string action = "Listing the apps";
        JsonNode? reply = await SendAsync(
            "GET", $"{AdminApi.PathOf(projectId)}?product={product}", action, null, options, cancellationToken).ConfigureAwait(false);
        return [.. AdminApi.Objects(reply, action).Select(app => new AppDefinition(app, this))];
    }

    /// <summary>The app that a text means: its name, its client app id or its id. Products are asked one after the other.</summary>
    /// <param name="text">The text.</param>
    /// <param name="projectId">The project; null for the one that is meant, or for all.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="AppServicesException">There is none, or there are several of that name.</exception>
    public async Task<AppDefinition> FindAppAsync(
        string text, string? projectId, RequestOptions options, CancellationToken cancellationToken)
    {
        if (_apps.Find(text, projectId) is { } known) return known;
        foreach (string product in AdminApi.Products)
        {
            var apps = new List<AppDefinition>();
            foreach (string project in ProjectsMeant(projectId))
                apps.AddRange(await ListAppsAsync(project, product, options, cancellationToken).ConfigureAwait(false));
            AppDefinition[] found = apps.Where(app => app.Id == text || app.ClientAppId == text).ToArray();
            if (found.Length == 0) found = apps.Where(app => app.Name == text).ToArray();
            if (found.Length > 1)
                throw new AppServicesException(
                    $"Several apps are named '{text}': {string.Join(", ", found.Select(app => app.ClientAppId))}.")
                {
                    Code = AdminErrorCode.AppAmbiguous,
                };
            if (found is [{ } only]) return _apps.Keep(text, projectId, only);
        }
        throw new AppServicesException(
            $"There is no app '{text}' in {((projectId ?? ProjectId) is { } one ? $"project '{one}'" : "the admin's projects")}.")
        {
            Code = AdminErrorCode.AppNotFound,
        };
    }

    /// <summary>The app of the project's Atlas triggers; null when there is none yet, as before the first trigger.</summary>
    /// <inheritdoc cref="FindAppAsync"/>
    public async Task<AppDefinition?> FindTriggersAppAsync(string? projectId, RequestOptions options, CancellationToken cancellationToken)
    {
        string project = RequireProject(projectId);
        if (_apps.Find("", project) is { } known) return known;
        IReadOnlyList<AppDefinition> apps = await ListAppsAsync(project, "atlas", options, cancellationToken).ConfigureAwait(false);
        AppDefinition? found = apps.FirstOrDefault(app => app.Name == AdminApi.TriggersApp) ?? (apps is [{ } first, ..] ? first : null);
        return found is null ? null : _apps.Keep("", project, found);
    }

    /// <summary>Makes an app.</summary>
    /// <param name="projectId">The project; null for the one that is meant.</param>
    /// <param name="product">Its product.</param>
    /// <param name="settings">Name, location and so on, as the API has them.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops waiting; the app may have been made.</param>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public async Task<AppDefinition> CreateAppAsync(
        string? projectId, string product, JsonObject settings, RequestOptions options, CancellationToken cancellationToken)
    {
        string action = $"Creating app '{settings["name"]}'";
        JsonNode? reply = await SendAsync(
            "POST", $"{AdminApi.PathOf(RequireProject(projectId))}?product={product}", action, settings, options, cancellationToken)
            .ConfigureAwait(false);
        return new AppDefinition(AdminApi.Object(reply, action), this);
    }

    /// <summary>Deletes an app for good.</summary>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public async Task RemoveAppAsync(AppDefinition app, RequestOptions options, CancellationToken cancellationToken)
    {
        _apps.Clear();
        await SendAsync("DELETE", app.Path, $"Deleting app '{app.Name}'", null, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The projects that a request is about: the one named, else the one that is meant, else all.</summary>
    public IReadOnlyList<string> ProjectsMeant(string? projectId) => (projectId ?? ProjectId) is { } only ? [only] : ProjectIds;

    /// <summary>Who, and where.</summary>
    public override string ToString() => $"{UserName} at {BaseUri.Authority}";

    private string RequireProject(string? projectId) => projectId ?? ProjectId ?? throw new AppServicesException(
        ProjectIds.Count == 0
            ? "The admin has a role in no project."
            : $"The admin has {ProjectIds.Count} projects: {string.Join(", ", ProjectIds)}.")
    {
        Code = AdminErrorCode.ProjectAmbiguous,
    };

    private async Task ReadProjectsAsync(string? projectId, RequestOptions options, CancellationToken cancellationToken)
    {
        const string action = "Fetching the admin's profile";
        JsonNode? reply = await SendAsync("GET", "/auth/profile", action, null, options, cancellationToken).ConfigureAwait(false);
        ProjectIds = [.. AdminApi.Objects(AdminApi.Object(reply, action)["roles"] ?? new JsonArray(), action)
            .Select(role => AdminApi.Text(role, "group_id")).OfType<string>().Distinct()];
        ProjectId = projectId ?? (ProjectIds is [{ } only] ? only : null);
    }
}
