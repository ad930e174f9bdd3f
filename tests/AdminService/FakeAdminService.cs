#nullable enable
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.IO.Compression;
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
/// functions: a trial run returns its arguments. Compiled into the xunit tests, and by Add-Type into PowerShell.
/// </summary>
public sealed class FakeAdminService : IDisposable
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

    // Of appservices-server, not of the hosted service.
    private static Reply Import(FakeApp app, JsonArray rows)
    {
        var done = new JsonArray();
        foreach (JsonObject row in rows.OfType<JsonObject>())
        {
            bool isNew = One(app, "users", row["_id"]!.ToString()) is null;
            if (isNew) app.Of("users").Add((JsonObject)row.DeepClone());
            done.Add(new JsonObject
            {
                ["row"] = done.Count + 1,
                ["_id"] = row["_id"]!.ToString(),
                ["status"] = isNew ? "imported" : "present",
                ["to_do"] = new JsonArray("password"),
                ["error"] = null,
            });
        }
        return new Reply(200, done);
    }

    private Reply DefaultRule(JsonObject source, string method, JsonObject? body)
    {
        var rule = source["default_rule"] as JsonObject;
        switch (method)
        {
            case "POST" when rule is not null: return Error(400, "default rule already exists");
            case "POST":
                source["default_rule"] = body!.DeepClone();
                source["default_rule"]!["_id"] = NewId();
                return new Reply(201, source["default_rule"]!.DeepClone());
            case var _ when rule is null: return Error(404, "default rule does not exist on service");
            case "GET": return new Reply(200, rule.DeepClone());
            case "PUT" when body!["_id"]?.ToString() != rule["_id"]?.ToString(): return Error(400, "service default rule id mismatch");
            case "PUT": source["default_rule"] = body!.DeepClone(); return new Reply(204);
            default: source["default_rule"] = null; return new Reply(204);
        }
    }

    private Reply Resource(FakeApp app, string method, string kind, string[] path, HttpListenerRequest request, JsonObject? body)
    {
        List<JsonObject> all = app.Of(kind);
        if (path.Length == 0)
        {
            if (method == "GET")
                return new Reply(200, new JsonArray(Page(all, kind, request).Select(one => (JsonNode)Brief(one, kind)).ToArray()));
            if (Refusal(app, kind, body!) is { } refusal) return refusal;
            if (all.Any(one => NameOf(one, kind) == NameOf(body!, kind)))
                return kind == "users"
                    ? Error(409, "name already in use", "AccountNameInUse")
                    : Error(409, $"{kind} '{NameOf(body!, kind)}' exists");
            var made = (JsonObject)body!.DeepClone();
            if (kind == "users") made = NewUser(made["email"]!.ToString());
            if (kind == "api_keys") { made["disabled"] = false; made["key"] = "k" + Guid.NewGuid().ToString("N"); }
            if (kind == "triggers") Complete(app, made);
            Insert(app, kind, made);
            var told = (JsonObject)made.DeepClone();
            if (kind == "api_keys") made.Remove("key");
            return new Reply(201, kind is "functions" or "secrets" or "values" ? Brief(told, kind) : told);
        }
        int index = all.FindIndex(one => one["_id"]!.ToString() == path[0]);
        if (index < 0) return kind == "secrets" ? Error(404, $"secret not found: \"{path[0]}\"") : NotFound(kind.TrimEnd('s'));
        JsonObject known = all[index];
        if (path.Length == 2)
        {
            if (path[1] is "enable" or "disable") known["disabled"] = path[1] == "disable";
            if (path[1] == "resume") known["suspended"] = false;
            return new Reply(204);
        }
        switch (method)
        {
            case "PATCH" when kind == "log_forwarders":
                foreach (KeyValuePair<string, JsonNode?> field in body!) known[field.Key] = field.Value?.DeepClone();
                return new Reply(200, known.DeepClone());
            case "GET": return new Reply(200, kind == "secrets" ? Brief(known, kind) : known.DeepClone());
            case "DELETE":
                all.RemoveAt(index);
                return kind is "triggers" or "endpoints" or "functions" ? new Reply(200, new JsonObject()) : new Reply(204);
            default:
                if (Refusal(app, kind, body!) is { } refusal) return refusal;
                var put = (JsonObject)body!.DeepClone();
                put["_id"] = path[0];
                if (kind == "triggers") Complete(app, put);
                all[index] = put;
                return new Reply(204);
        }
    }

    private static Reply? Refusal(FakeApp app, string kind, JsonObject body)
    {
        if (kind == "functions" && body["source"]?.ToString().Contains("=> {{") == true)
            return Error(400, "SyntaxError: Unexpected token", "FunctionSyntaxError");
        if (kind == "triggers" && body["type"]?.ToString() == "DATABASE"
            && One(app, "services", body["config"]?["service_id"]?.ToString()) is null)
            return Error(400, "a database trigger requires an associated Atlas cluster service");
        if (kind == "triggers" && body["config"]?["operation_type"] is JsonArray) return Error(400, "cannot unmarshal array");
        return null;
    }

    // The function stands in both places, with its name.
    private static void Complete(FakeApp app, JsonObject trigger)
    {
        if (trigger["event_processors"]?["AWS_EVENTBRIDGE"] is not null)
        {
            trigger["function_id"] = "000000000000000000000000";
            return;
        }
        string? id = trigger["function_id"]?.ToString() ?? trigger["event_processors"]?["FUNCTION"]?["config"]?["function_id"]?.ToString();
        string? name = app.Of("functions").FirstOrDefault(one => one["_id"]!.ToString() == id)?["name"]?.ToString();
        trigger["function_id"] = id;
        trigger["function_name"] = name;
        trigger["event_processors"] =
            new JsonObject
            {
                ["FUNCTION"] = new JsonObject { ["config"] = new JsonObject { ["function_id"] = id, ["function_name"] = name } },
            };
        if (One(app, "services", trigger["config"]?["service_id"]?.ToString()) is { } service)
            trigger["config"]!["clusterName"] = service["config"]!["clusterName"]!.DeepClone();
    }

    private Reply Run(FakeApp app, HttpListenerRequest request, JsonObject body)
    {
        if (request.QueryString["run_as_system"] is null == (request.QueryString["user_id"] is null))
            return Error(400, "must specify one of run_as_system and user_id");
        string name = body["name"]!.ToString();
        if (app.Of("functions").FirstOrDefault(one => one["name"]!.ToString() == name) is not { } function)
            return Error(404, $"function not found: '{name}'", "FunctionNotFound");
        bool fails = function["source"]!.ToString().Contains("throw");
        string now = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var entry = new JsonObject
        {
            ["type"] = "FUNCTION", ["function_name"] = name, ["started"] = now, ["completed"] = now, ["messages"] = new JsonArray($"{name} ran"),
        };
        if (request.QueryString["user_id"] is { } user) entry["user_id"] = user;
        if (fails) entry["error"] = "it failed";
        Insert(app, "logs", entry);
        return new Reply(200, new JsonObject
        {
            ["result"] = fails ? null : body["arguments"]!.DeepClone(),
            ["logs"] = new JsonArray($"{name} runs as {(request.QueryString["user_id"] ?? "system")}"),
            ["error_logs"] = null,
            ["error"] = fails ? new JsonObject { ["message"] = "it failed", ["name"] = "Error" } : null,
            ["stats"] = new JsonObject { ["execution_time"] = "12.5ms" },
        });
    }

    private static Reply Logs(FakeApp app, HttpListenerRequest request)
    {
        DateTimeOffset? Time(string name) =>
            request.QueryString[name] is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : null;
        string[]? types = request.QueryString["type"]?.Split(',');
        JsonObject[] found = app.Of("logs")
            .Where(entry => types is null || types.Contains(entry["type"]!.ToString()))
            .Where(entry => request.QueryString["errors_only"] is null || entry["error"] is not null)
            .Where(entry => request.QueryString["user_id"] is not { } user || entry["user_id"]?.ToString() == user)
            .Where(entry => request.QueryString["co_id"] is not { } id || entry["co_id"]?.ToString() == id)
            .Where(entry => !(StartOf(entry) <= Time("start_date")) && !(StartOf(entry) > Time("end_date")))
            .OrderByDescending(StartOf).ToArray();
        int skip = int.Parse(request.QueryString["skip"] ?? "0", CultureInfo.InvariantCulture);
        int limit = int.Parse(request.QueryString["limit"] ?? "100", CultureInfo.InvariantCulture);
        var reply = new JsonObject { ["logs"] = new JsonArray(found.Skip(skip).Take(limit).Select(entry => entry.DeepClone()).ToArray()) };
        if (found.Length > skip + limit)
        {
            reply["nextEndDate"] = found[0]["started"]!.ToString();
            reply["nextSkip"] = skip + limit;
        }
        return new Reply(200, reply);
    }

    private static DateTimeOffset StartOf(JsonObject entry) =>
        DateTimeOffset.Parse(entry["started"]!.ToString(), CultureInfo.InvariantCulture);

    private Reply Drafts(FakeApp app, string method, string[] path)
    {
        List<JsonObject> drafts = app.Of("drafts");
        if (path.Length == 1)
        {
            if (method == "GET") return new Reply(200, new JsonArray(drafts.Select(one => one.DeepClone()).ToArray()));
            if (drafts.Count > 0) return Error(409, "a draft already exists", "DraftAlreadyExists");
            Insert(app, "drafts", new JsonObject { ["user_id"] = "5f60207f14dfb25d23101100" });
            return new Reply(201, drafts[0].DeepClone());
        }
        if (One(app, "drafts", path[1]) is not { } draft) return NotFound("draft");
        drafts.Remove(draft);
        if (method == "DELETE") return new Reply(204);
        if (draft["import"] is JsonObject definition) Apply(app, definition);
        return new Reply(201, Deploy(app).DeepClone());
    }

    private JsonObject Deploy(FakeApp app)
    {
        var deployment =
            new JsonObject { ["status"] = "created", ["deployed_at"] = 1764403200, ["origin"] = "API", ["app_id"] = app.Id,
                ["user_id"] = "5f60207f14dfb25d23101100" };
        if (app.Definition["functions"]?["sources"] is JsonObject sources
            && sources.Any(source => source.Value!.ToString().Contains("fails to deploy")))
            deployment["failing"] = true;
        Insert(app, "deployments", deployment);
        app.Of("deployments").Remove(deployment);
        app.Of("deployments").Insert(0, deployment);
        return deployment;
    }

    private static void Advance(JsonObject? deployment)
    {
        if (deployment is null) return;
        string status = deployment["status"]!.ToString();
        bool fails = deployment["failing"] is not null;
        deployment["status"] = status == "created" ? "pending" : status == "pending" ? (fails ? "failed" : "successful") : status;
        if (fails) deployment["status_error_message"] = "function 'bad' does not compile";
    }

    // What differs, a text for each file.
    private Reply Import(FakeApp app, bool diff, JsonObject body)
    {
        if (body["name"] is null) return Error(400, "an app must have a name", "BadRequest");
        if (!diff)
        {
            if (app.Of("drafts").FirstOrDefault() is { } draft) draft["import"] = body.DeepClone();
            else { Apply(app, body); Deploy(app); }
            return new Reply(204);
        }
        IEnumerable<string> changed = body.Where(
            part => part.Value is not null && !JsonNode.DeepEquals(part.Value, app.Definition[part.Key])).Select(part => part.Key);
        return new Reply(
            200, new JsonArray(changed.Select(key => (JsonNode)$"--- {key}\n+++ {key}\n+{body[key]!.ToJsonString()}").ToArray()));
    }

    private void Apply(FakeApp app, JsonObject definition)
    {
        app.Definition = (JsonObject)definition.DeepClone();
        if (definition["functions"]?["sources"] is not JsonObject sources) return;
        app.Of("functions").Clear();
        foreach (KeyValuePair<string, JsonNode?> source in sources)
            Insert(app, "functions", new JsonObject { ["name"] = source.Key.Replace(".js", ""), ["source"] = source.Value!.ToString() });
    }

    private static Reply Export(FakeApp app)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write("realm_config.json", $"{{\n    \"config_version\": 20210101,\n    \"name\": \"{app.Document["name"]}\"\n}}\n");
            foreach (JsonObject function in app.Of("functions")) Write($"functions/{function["name"]}.js", function["source"]!.ToString());
            Write(
                "functions/config.json",
                new JsonArray(
                    app.Of("functions").Select(one => (JsonNode)new JsonObject { ["name"] = one["name"]!.DeepClone() })
                        .ToArray()).ToJsonString() + "\n");

            void Write(string path, string text)
            {
                using var writer = new StreamWriter(zip.CreateEntry(path).Open());
                writer.Write(text);
            }
        }
        return new Reply(200) { Bytes = stream.ToArray(), FileName = $"{app.Document["name"]}_20261129080000.zip" };
    }

    private static Reply Dependencies(FakeApp app, string method, string[] path, HttpListenerRequest request, string text)
    {
        List<JsonObject> packages = app.Of("packages");
        if (method == "GET" && path.Length == 1)
            return new Reply(
                200, new JsonObject { ["dependencies_list"] = new JsonArray(packages.Select(one => one.DeepClone()).ToArray()) });
        if (method == "GET")
        {
            string status = app.Installing > 0 ? "created" : app.Failure is null ? "successful" : "failed";
            app.Installing--;
            return new Reply(200, new JsonObject { ["status"] = status, ["status_message"] = app.Failure ?? "processing request" });
        }
        app.Installing = 1;
        app.Failure = null;
        if (path.Length == 1)
        {
            if (!request.ContentType!.StartsWith("multipart/form-data; boundary=", StringComparison.Ordinal)
                || !text.Contains("name=\"file\"; filename=\""))
                return Error(400, "no file");
            int start = text.IndexOf('{'), end = text.LastIndexOf('}');
            packages.Clear();
            JsonNode package = JsonNode.Parse(text.Substring(start, end - start + 1))!;
            foreach (KeyValuePair<string, JsonNode?> one in (JsonObject)package["dependencies"]!)
                packages.Add(new JsonObject { ["name"] = one.Key, ["version"] = one.Value!.ToString() });
            return new Reply(204);
        }
        string name = string.Join("/", path.Skip(1));
        if (name == "no-such-package") app.Failure = "no such package";
        packages.RemoveAll(one => one["name"]!.ToString() == name);
        if (method == "PUT" && app.Failure is null)
            packages.Add(new JsonObject { ["name"] = name, ["version"] = request.QueryString["version"] });
        return new Reply(204);
    }

    private Reply Registrations(FakeApp app, string method, string[] path, HttpListenerRequest request)
    {
        List<JsonObject> pending = app.Of("pending");
        if (path[1] == "pending_users")
            return new Reply(200, new JsonArray(Page(pending, "users", request).Select(one => one.DeepClone()).ToArray()));
        JsonObject? one = pending.FirstOrDefault(user => user["login_ids"]![0]!["id"]!.ToString() == path[2]);
        if (one is null) return NotFound("user");
        if (path.Length == 3 || path[3] == "confirm") pending.Remove(one);
        if (path.Length > 3 && path[3] == "confirm") Insert(app, "users", NewUser(path[2]));
        return new Reply(204);
    }

    private static JsonObject NewUser(string email) => new JsonObject
    {
        ["type"] = "normal", ["creation_date"] = 1764403200, ["last_authentication_date"] = 0, ["disabled"] = false,
        ["data"] = new JsonObject { ["email"] = email },
        ["identities"] = new JsonArray(
            new JsonObject { ["id"] = "1", ["provider_type"] = "local-userpass",
                ["provider_data"] = new JsonObject { ["email"] = email } }),
    };

    private static IEnumerable<JsonObject> Page(List<JsonObject> all, string kind, HttpListenerRequest request)
    {
        if (kind != "users") return all;
        IEnumerable<JsonObject> found = all.OrderBy(one => one["_id"]!.ToString(), StringComparer.Ordinal);
        if (request.QueryString["after"] is { } after) found = found.Where(one => string.CompareOrdinal(one["_id"]!.ToString(), after) > 0);
        if (request.QueryString["status"] is { } status)
            found = found.Where(one => (one["disabled"]?.GetValue<bool>() == true) == (status == "disabled"));
        if (request.QueryString["provider_types"]?.Split(',') is { } providers)
            found = found.Where(
                one => ((JsonArray)one["identities"]!).Any(identity => providers.Contains(identity!["provider_type"]!.ToString())));
        return found.Take(50);
    }

    private static string NameOf(JsonObject one, string kind) => kind switch
    {
        "endpoints" => $"{one["http_method"]} {one["route"]}",
        _ when kind.StartsWith("rules/", StringComparison.Ordinal) => $"{one["database"]}.{one["collection"]}",
        "users" => one["email"]?.ToString() ?? one["data"]?["email"]?.ToString() ?? "",
        _ => one["name"]?.ToString() ?? "",
    };

    // Lists and replies to POST leave out what is large or secret.
    private static JsonObject Brief(JsonObject one, string kind)
    {
        string[]? fields = kind switch
        {
            "functions" => new[] { "_id", "name", "last_modified" },
            "values" => new[] { "_id", "name", "private" },
            "secrets" => new[] { "_id", "name" },
            "environment_values" => new[] { "_id", "name", "last_modified" },
            _ when kind.StartsWith("rules/", StringComparison.Ordinal) => new[] { "_id", "database", "collection" },
            _ => null,
        };
        var brief = (JsonObject)one.DeepClone();
        foreach (string field in one.Select(field => field.Key))
            if (fields?.Contains(field) == false || field is "failing" or "devices") brief.Remove(field);
        return brief;
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
