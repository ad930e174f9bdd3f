#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace AppServices.Tests.Client;

/// <summary>Web sites of apps, and which pages may use them.</summary>
public sealed partial class FakeAdminService
{
    private const string Sites = "/sites/";

    // For everybody, without a token.
    private Reply Site(string path)
    {
        int end = path.IndexOf('/', Sites.Length);
        JsonObject? file = end > 0 && _apps.TryGetValue(path.Substring(Sites.Length, end - Sites.Length), out FakeApp? app)
            ? app.Of("files").FirstOrDefault(one => one["path"]!.ToString() == path.Substring(end))
            : null;
        return file is null ? Error(404, "no such page") : new Reply(200) { Bytes = Encoding.UTF8.GetBytes(file["content"]!.ToString()) };
    }

    private Reply Hosting(FakeApp app, string method, string[] path, HttpListenerRequest request, string text)
    {
        List<JsonObject> files = app.Of("files");
        if (path[1] == "config") return new Reply(204);
        if (path.Length == 2)
            return new Reply(200, new JsonArray(files.Select(one => (JsonNode)Told(app, one)).ToArray()));
        string name = request.QueryString["path"] ?? "";
        int index = files.FindIndex(one => one["path"]!.ToString() == name);
        if (method == "PUT")
        {
            if (!request.ContentType!.StartsWith("multipart/mixed; boundary=", StringComparison.Ordinal)) return Error(400, "no parts");
            string[] parts = text.Split(new[] { "--" + request.ContentType.Split('=')[1] }, StringSplitOptions.None);
            var file = (JsonObject)JsonNode.Parse(Content(parts[1]))!;
            file["content"] = Content(parts[2]);
            file["last_modified"] = 1764403200;
            if (index < 0) files.Add(file);
            else files[index] = file;
            return new Reply(204);
        }
        if (index < 0) return Error(404, "asset not found");
        if (method == "GET") return new Reply(200, Told(app, files[index]));
        files.RemoveAt(index);
        return new Reply(204);

        static string Content(string part) => part.Substring(part.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4).TrimEnd('\r', '\n');
    }

    private JsonObject Told(FakeApp app, JsonObject file)
    {
        var told = (JsonObject)file.DeepClone();
        told.Remove("content");
        told["url"] = new Uri(BaseUri, $"{Sites}{app.Document["_id"]}{file["path"]}").AbsoluteUri;
        return told;
    }

    private static Reply Origins(FakeApp app, string method, JsonArray? body)
    {
        if (method != "POST") return new Reply(200, app.Document["origins"]?.DeepClone() ?? new JsonArray());
        app.Document["origins"] = body!.DeepClone();
        return new Reply(204);
    }
}
