#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Net;
using System.Text.Json.Nodes;

namespace AppServices.Tests.Client;

/// <summary>Drafts, imports, exports, deployments, and packages.</summary>
public sealed partial class FakeAdminService
{
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
}
