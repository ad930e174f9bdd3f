#nullable enable
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

namespace AppServices.Tests.Client;

/// <summary>
/// Answers as the hosted service's admin API does, in its documented shapes (client-api 14): sign-in, paging, expiry, faults. It runs no
/// functions: a trial run returns its arguments. The tests of xunit use it, and those of PowerShell.
/// </summary>
public sealed partial class FakeAdminService : IDisposable
{
    public const string PublicKey = "abcdwxyz";
    public const string Account = "admin@example.com";
    public const string Secret = "correct horse";

    private const string Root = "/api/admin/v3.0";

    private readonly HttpListener _listener;
    private readonly object _gate = new object();
    private readonly List<(string End, int Status, string? RetryAfter)> _faults = new List<(string, int, string?)>();
    private readonly Dictionary<string, FakeApp> _apps = new Dictionary<string, FakeApp>();
    private readonly HashSet<string> _sessions = new HashSet<string>();
    private int _generation;
    private int _ids;

    public FakeAdminService(params string[] projectIds)
    {
        ProjectIds = projectIds.Length > 0 ? projectIds : new[] { "5f60207f14dfb25d23101102" };
        (_listener, BaseUri) = Listen();
        _ = Task.Run(ServeAsync);
    }

    public Uri BaseUri { get; }

    public string[] ProjectIds { get; }

    /// <summary>Method, path below the API's root and query of each request, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new ConcurrentQueue<string>();

    /// <summary>The bodies of requests, in order; empty for none.</summary>
    public ConcurrentQueue<string> Bodies { get; } = new ConcurrentQueue<string>();

    /// <summary>What is asked for at a path that ends like this is not answered.</summary>
    public string? Silence { get; set; }

    /// <summary>Whether whatever is asked for is refused.</summary>
    public bool Refuses { get; set; }

    /// <summary>Told when a request was met with silence.</summary>
    public TaskCompletionSource<bool> Reached { get; } = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets all access tokens expire.</summary>
    public void ExpireTokens()
    {
        lock (_gate) _generation++;
    }

    /// <summary>Lets the next requests for a path with this end fail, once for each status.</summary>
    public void Fail(string end, string? retryAfter, params int[] statuses)
    {
        lock (_gate) foreach (int status in statuses) _faults.Add((end, status, retryAfter));
    }

    /// <summary>Ends all sessions.</summary>
    public void EndSessions()
    {
        lock (_gate)
        {
            _generation++;
            _sessions.Clear();
        }
    }

    /// <summary>Makes an app without the API.</summary>
    public string AddApp(string name, string product = "standard")
    {
        lock (_gate) return CreateApp(ProjectIds[0], product, new JsonObject { ["name"] = name }).Id;
    }

    /// <summary>Puts something into an app without the API: a user, a log entry, a pending user.</summary>
    public string Add(string app, string kind, string json)
    {
        lock (_gate) return Insert(Find(app), kind, (JsonObject)JsonNode.Parse(json)!);
    }

    public void Dispose() => _listener.Close();

    private static (HttpListener, Uri) Listen()
    {
        for (int tries = 0; ; tries++)
        {
            var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            int port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            var listener = new HttpListener();
            listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                listener.Start();
                return (listener, new Uri($"http://127.0.0.1:{port}"));
            }
            catch (HttpListenerException) when (tries < 20)
            {
                listener.Close();
            }
        }
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            _ = Task.Run(() => AnswerAsync(context));
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
        string body = await reader.ReadToEndAsync();
        string path = Uri.UnescapeDataString(context.Request.Url!.AbsolutePath);
        string line = $"{context.Request.HttpMethod} {context.Request.Url.PathAndQuery.Replace(Root, "")}";
        Requests.Enqueue(line);
        Bodies.Enqueue(body);
        if (Silence is { } end && path.EndsWith(end, StringComparison.Ordinal))
        {
            Reached.TrySetResult(true);
            return;
        }
        Reply reply;
        lock (_gate) reply = Refuses ? Error(400, "no") : Fault(path) ?? Answer(context.Request, path, body);
        try
        {
            await SendAsync(context.Response, reply);
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or IOException)
        {
            // The client has gone.
        }
    }

    private static async Task SendAsync(HttpListenerResponse response, Reply reply)
    {
        response.StatusCode = reply.Status;
        response.Headers["x-appservices-request-id"] = "fake";
        if (reply.RetryAfter is not null) response.Headers["Retry-After"] = reply.RetryAfter;
        if (reply.FileName is not null) response.Headers["Content-Disposition"] = $"attachment; filename=\"{reply.FileName}\"";
        byte[] body = reply.Bytes ?? (reply.Json is null ? Array.Empty<byte>() : Encoding.UTF8.GetBytes(reply.Json.ToJsonString()));
        if (body.Length > 0) response.ContentType = reply.Bytes is null ? "application/json" : "application/zip";
        response.ContentLength64 = body.Length;
        await response.OutputStream.WriteAsync(body.AsMemory());
        response.Close();
    }

    private Reply? Fault(string path)
    {
        int index = _faults.FindIndex(fault => path.EndsWith(fault.End, StringComparison.Ordinal));
        if (index < 0) return null;
        (_, int status, string? retryAfter) = _faults[index];
        _faults.RemoveAt(index);
        return Error(status, "not now") with { RetryAfter = retryAfter };
    }

    private Reply Answer(HttpListenerRequest request, string path, string text)
    {
        if (path.StartsWith(Sites, StringComparison.Ordinal)) return Site(path);
        if (!path.StartsWith(Root, StringComparison.Ordinal)) return Error(404, "no such page");
        string[] parts = path.Substring(Root.Length).Trim('/').Split('/');
        JsonNode? body = text.Length > 0 && request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true
            ? JsonNode.Parse(text)
            : null;
        string token = request.Headers["Authorization"]?.Replace("Bearer ", "") ?? "";
        string method = request.HttpMethod;
        if (parts[0] == "auth")
        {
            if (parts.Length == 4 && parts[3] == "login") return LogIn(parts[2], (JsonObject)body!);
            if (parts[1] == "session") return Session(method, token);
        }
        if (token.Length == 0) return Error(401, "unauthorized", "MissingSession");
        if (token != Token("access" + _generation)) return Error(401, "invalid session: access token expired", "InvalidSession");
        if (parts[0] == "auth") return new Reply(200, new JsonObject
        {
            ["user_id"] = "5f60207f14dfb25d23101100",
            ["type"] = "normal",
            ["roles"] = new JsonArray(
                ProjectIds.Select(
                    id =>
                        (JsonNode)new JsonObject { ["role_name"] = "GROUP_OWNER",
                            ["group_id"] = id }).Append(new JsonObject { ["role_name"] = "X", ["group_id"] = "" }).ToArray()),
        });
        if (parts[0] != "groups" || !ProjectIds.Contains(parts[1])) return Error(404, "group not found");
        if (parts.Length == 3) return Apps(method, parts[1], request.QueryString["product"] ?? "standard", (JsonObject?)body);
        if (!_apps.TryGetValue(parts[3], out FakeApp? app) || app.Document["group_id"]!.ToString() != parts[1])
            return Error(404, "app not found");
        return OfApp(app, method, parts.Skip(4).ToArray(), request, body, text);
    }

    private Reply LogIn(string provider, JsonObject body)
    {
        bool known = provider == "mongodb-cloud"
            ? body["username"]?.ToString() == PublicKey && body["apiKey"]?.ToString() == Secret
            : body["username"]?.ToString() == Account && body["password"]?.ToString() == Secret;
        if (!known) return Error(401, "failed to authenticate with MongoDB Cloud API: You are not authorized for this resource.");
        string refresh = Token("refresh" + NewId());
        _sessions.Add(refresh);
        return new Reply(200, new JsonObject
        {
            ["access_token"] = Token("access" + _generation), ["refresh_token"] = refresh,
            ["user_id"] = "5f60207f14dfb25d23101100", ["device_id"] = "000000000000000000000000",
        });
    }

    private Reply Session(string method, string token)
    {
        if (!_sessions.Contains(token)) return Error(401, "invalid session: failed to find refresh token", "InvalidSession");
        if (method == "POST") return new Reply(201, new JsonObject { ["access_token"] = Token("access" + _generation) });
        _sessions.Remove(token);
        return new Reply(204);
    }

    private Reply Apps(string method, string project, string product, JsonObject? body)
    {
        if (method == "POST")
        {
            if (!Regex.IsMatch(body!["name"]?.ToString() ?? "", "^[A-Za-z][A-Za-z0-9_-]*$"))
                return Error(400, "the name must begin with a letter", "InvalidParameter");
            return new Reply(201, CreateApp(project, product, body).Document.DeepClone());
        }
        return new Reply(200, new JsonArray(_apps.Values
            .Where(app => app.Document["group_id"]!.ToString() == project && app.Document["product"]!.ToString() == product)
            .Select(app => app.Document.DeepClone()).ToArray()));
    }

    private FakeApp CreateApp(string project, string product, JsonObject body)
    {
        string id = NewId();
        string name = body["name"]!.ToString();
        string letters = new string(id.Substring(19).Select(digit => (char)('a' + Convert.ToInt32(digit.ToString(), 16))).ToArray());
        var app = new FakeApp(new JsonObject
        {
            ["_id"] = id, ["client_app_id"] = $"{name.ToLowerInvariant()}-{letters}", ["name"] = name,
            ["location"] = body["location"]?.DeepClone() ?? "US-VA",
            ["provider_region"] = body["provider_region"]?.DeepClone() ?? "aws-us-east-1",
            ["deployment_model"] = body["deployment_model"]?.DeepClone() ?? "GLOBAL",
            ["domain_id"] = NewId(), ["group_id"] = project, ["last_used"] = 0, ["last_modified"] = 1764403200, ["product"] = product,
            ["environment"] = body["environment"]?.DeepClone() ?? "",
        });
        if (body["data_source"] is JsonObject source) Insert(app, "services", (JsonObject)source.DeepClone());
        return _apps[id] = app;
    }

    private Reply OfApp(FakeApp app, string method, string[] path, HttpListenerRequest request, JsonNode? body, string text)
    {
        if (path.Length == 0) return method == "GET" ? new Reply(200, app.Document.DeepClone()) : Remove(app);
        switch (path[0])
        {
            case "debug": return Run(app, request, (JsonObject)body!);
            case "logs": return Logs(app, request);
            case "drafts": return Drafts(app, method, path);
            case "import": return Import(app, request.QueryString["diff"] == "true", (JsonObject)body!);
            case "export": return Export(app);
            case "hosting": return Hosting(app, method, path, request, text);
            case "security": return Origins(app, method, body as JsonArray);
            case "dependencies": return Dependencies(app, method, path, request, text);
            case "user_registrations": return Registrations(app, method, path, request);
            case "services" when path.Length > 2 && path[2] is "rules" or "default_rule":
                return One(app, "services", path[1]) is not { } source ? Error(404, "service not found", "ServiceNotFound")
                    : path[2] == "default_rule" ? DefaultRule(source, method, body as JsonObject)
                    : Resource(app, method, "rules/" + path[1], path.Skip(3).ToArray(), request, body as JsonObject);
            case "services" when path.Length == 3: return One(app, "services", path[1]) is { } service
                ? new Reply(200, service["config"]!.DeepClone())
                : Error(404, "service not found", "ServiceNotFound");
            case "deployments" when path.Length == 2 && method == "GET": Advance(One(app, "deployments", path[1])); break;
            case "deployments" when path.Length == 3: return One(app, "deployments", path[1]) is null ? Error(
                404, "deployment not found", "DeploymentNotFound") : Deploy(app) is { } ? new Reply(204) : new Reply(500);
            case "users" when path.Length == 2 && path[1] == "verify_token": return new Reply(200, "token expired");
            case "users" when path.Length == 2 && path[1] == "import": return Import(app, (JsonArray)body!);
            case "users" when path.Length == 3 && path[2] == "devices": return One(app, "users", path[1]) is { } user
                ? new Reply(200, user["devices"]?.DeepClone() ?? new JsonArray())
                : NotFound("user");
        }
        return Resource(app, method, path[0], path.Skip(1).ToArray(), request, body as JsonObject);
    }

    private string Insert(FakeApp app, string kind, JsonObject one)
    {
        string id = one["_id"]?.ToString() ?? NewId();
        one["_id"] = id;
        app.Of(kind).Add(one);
        return id;
    }

    private Reply Remove(FakeApp app)
    {
        _apps.Remove(app.Id);
        return new Reply(204);
    }

    private FakeApp Find(string name) => _apps.Values.First(app => app.Document["name"]!.ToString() == name);

    private static JsonObject? One(FakeApp app, string kind, string? id) =>
        app.Of(kind).FirstOrDefault(one => one["_id"]!.ToString() == id);

    private string NewId() => $"6650a1f2c3d4e5f6{++_ids:x8}";

    private static string Token(string name)
    {
        string claims = $"{{\"exp\":4000000000,\"iat\":1700000000,\"sub\":\"{name}\"}}";
        return $"e30.{Convert.ToBase64String(Encoding.UTF8.GetBytes(claims)).TrimEnd('=')}.c2ln";
    }

    private static Reply NotFound(string what) => Error(404, $"{what} not found");

    private static Reply Error(int status, string text, string? code = null)
    {
        var body = new JsonObject { ["error"] = text };
        if (code is not null) body["error_code"] = code;
        return new Reply(status, body);
    }

    private sealed class FakeApp
    {
        private readonly Dictionary<string, List<JsonObject>> _kinds = new Dictionary<string, List<JsonObject>>();

        public FakeApp(JsonObject document) => Document = document;

        public JsonObject Document { get; }

        public string Id => Document["_id"]!.ToString();

        public JsonObject Definition { get; set; } = new JsonObject();

        public int Installing { get; set; }

        public string? Failure { get; set; }

        public List<JsonObject> Of(string kind) =>
            _kinds.TryGetValue(kind, out List<JsonObject>? known) ? known : _kinds[kind] = new List<JsonObject>();
    }

    private sealed record Reply(int Status, JsonNode? Json = null)
    {
        public string? RetryAfter { get; init; }

        public byte[]? Bytes { get; init; }

        public string? FileName { get; init; }
    }
}
