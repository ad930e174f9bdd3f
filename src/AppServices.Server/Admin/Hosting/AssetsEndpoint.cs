using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.Objects;
using AppServices.Server.Admin.SignIn;
using AppServices.Server.Errors;
using AppServices.Server.Http;

namespace AppServices.Server.Admin.Hosting;

/// <summary>The files of an app's site. Source: admin-api 4.12, app-folder 1.13.</summary>
internal sealed class AssetsEndpoint(ObjectsEndpoint objects, PublicAddress address) : IAdminEndpoint
{
    public const long BodyBytes = 26 * 1024 * 1024;

    private const string Folder = "hosting/files";
    private const string Config = "hosting/config.json";
    private const string Metadata = "hosting/metadata.json";

    private static readonly string[] s_attributes =
        ["Content-Type", "Content-Disposition", "Content-Language", "Content-Encoding", "Cache-Control", "Website-Redirect-Location"];

    public void Map(AdminRoutes routes)
    {
        routes.Get("/hosting/config", async (call, app) => await AdminJson.SendAsync(call.Context, 200, new JsonObject
        {
            ["enabled"] = IsEnabled((await objects.ReadAsync(call, app)).Files),
            ["status"] = "setup_ok",
        }));
        routes.Change("PATCH", "/hosting/config", SetConfigAsync);
        routes.Get("/hosting/assets", ListAsync);
        routes.Get("/hosting/assets/asset", GetAsync);
        routes.Change("PUT", "/hosting/assets/asset", PutAsync, BodyBytes);
        routes.Change("PATCH", "/hosting/assets/asset", SetAttributesAsync);
        routes.Change("DELETE", "/hosting/assets/asset", DeleteAsync);
        routes.Change("POST", "/hosting/assets", MoveAsync);
        routes.Change("PUT", "/hosting/cache", InvalidateAsync);
    }

    private static bool IsEnabled(AppFileSet files) => files.Object(Config)?.Flag("enabled") == true;

    private async Task SetConfigAsync(AdminCall call, AppEntry app)
    {
        bool isEnabled = (await AdminJson.ReadObjectAsync(call.Context)).Flag("enabled");
        await objects.ChangeAsync(call, app, references =>
        {
            JsonObject config = references.Files.Object(Config) ?? [];
            config["enabled"] = isEnabled;
            references.Files.Write(Config, config);
            return true;
        });
        call.Audit($"{(isEnabled ? "enabled" : "disabled")} hosting of app '{app.ClientAppId}'");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    private async Task ListAsync(AdminCall call, AppEntry app)
    {
        AppFileSet files = (await objects.ReadAsync(call, app)).Files;
        string prefix = "/" + call.Query("prefix").TrimStart('/');
        bool isRecursive = call.Query("recursive") is "true" or "1";
        Dictionary<string, JsonArray> attributes = Attributes(files);
        await AdminJson.SendAsync(call.Context, 200, new JsonArray(
            [.. files.Below(Folder).Select(PathOf).Where(path => path.StartsWith(prefix, StringComparison.Ordinal)
                && (isRecursive || path.IndexOf('/', prefix.Length) < 0)).Select(path => ToJson(call, app, files, path, attributes))]));
    }

    private async Task GetAsync(AdminCall call, AppEntry app)
    {
        AppFileSet files = (await objects.ReadAsync(call, app)).Files;
        string path = Require(files, call.Query("path"));
        await AdminJson.SendAsync(call.Context, 200, ToJson(call, app, files, path, Attributes(files)));
    }

    private async Task PutAsync(AdminCall call, AppEntry app)
    {
        IReadOnlyList<BodyPart> parts = await MultipartBody.ReadAsync(call.Context);
        BodyPart file = parts.FirstOrDefault(part => part.Name == "file")
            ?? throw new ApiException(400, "MissingParameter", "the part 'file' is missing");
        JsonObject meta = ReadMeta(parts.FirstOrDefault(part => part.Name == "meta"));
        string path = ReadNewPath(meta.Text("path") is { Length: > 0 } given ? given : call.Query("path"));
        if (meta.Text("hash") is { Length: > 0 } hash && !hash.Equals(Hash(file.Content), StringComparison.OrdinalIgnoreCase))
            throw ApiException.BadRequest($"the MD5 hash of '{path}' is {Hash(file.Content)}, and not {hash}");
        JsonArray? attributes = meta.Items("attrs");
        await objects.ChangeAsync(call, app, references =>
        {
            references.Files.Write(Folder + path, file.Content);
            if (attributes is not null) Write(references.Files, path, Checked(attributes));
            return true;
        });
        call.Audit($"uploaded '{path}' to the site of app '{app.ClientAppId}'");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    private async Task SetAttributesAsync(AdminCall call, AppEntry app)
    {
        JsonArray attributes = (await AdminJson.ReadObjectAsync(call.Context)).Items("attributes") ?? [];
        string path = await objects.ChangeAsync(call, app, references =>
        {
            string path = Require(references.Files, call.Query("path"));
            Write(references.Files, path, Checked(attributes));
            return path;
        });
        call.Audit($"changed the attributes of '{path}' of the site of app '{app.ClientAppId}'");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    private async Task DeleteAsync(AdminCall call, AppEntry app)
    {
        string path = await objects.ChangeAsync(call, app, references =>
        {
            string path = Require(references.Files, call.Query("path"));
            references.Files.Delete(Folder + path);
            Write(references.Files, path, null);
            return path;
        });
        call.Audit($"deleted '{path}' of the site of app '{app.ClientAppId}'");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    private async Task MoveAsync(AdminCall call, AppEntry app)
    {
        JsonObject body = await AdminJson.ReadObjectAsync(call.Context);
        bool moves = body.ContainsKey("move_from");
        string to = ReadNewPath(body.RequiredText(moves ? "move_to" : "copy_to"));
        string path = await objects.ChangeAsync(call, app, references =>
        {
            AppFileSet files = references.Files;
            string from = Require(files, body.RequiredText(moves ? "move_from" : "copy_from"));
            JsonArray? attributes = Attributes(files).GetValueOrDefault(from);
            files.Put(Folder + to, files.Find(Folder + from)!);
            Write(files, to, (JsonArray?)attributes?.DeepClone());
            if (moves && from != to)
            {
                files.Delete(Folder + from);
                Write(files, from, null);
            }
            return from;
        });
        call.Audit($"{(moves ? "moved" : "copied")} '{path}' to '{to}' in the site of app '{app.ClientAppId}'");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    // Browsers ask each time whether a file is still good, so there is nothing to forget.
    private async Task InvalidateAsync(AdminCall call, AppEntry app)
    {
        if (!IsEnabled((await objects.ReadAsync(call, app)).Files)) throw ApiException.BadRequest("hosting is disabled");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    private JsonObject ToJson(AdminCall call, AppEntry app, AppFileSet files, string path, Dictionary<string, JsonArray> attributes)
    {
        byte[] content = files.Find(Folder + path)!.Read();
        string encoded = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        return new JsonObject
        {
            ["appId"] = app.Id,
            ["path"] = path,
            ["hash"] = Hash(content),
            ["size"] = content.Length,
            ["attrs"] = attributes.GetValueOrDefault(path)?.DeepClone() ?? new JsonArray(),
            ["last_modified"] = new DateTimeOffset(app.ModifiedAt, TimeSpan.Zero).ToUnixTimeSeconds(),
            ["url"] = $"{address.Of(call.Context)}/hosting/{app.ClientAppId}{encoded}",
        };
    }

    private static string PathOf(string file) => file[Folder.Length..];

    private static string ReadPath(string path) => path.Length > 0 && path[^1] != '/'
        ? "/" + path.TrimStart('/')
        : throw ApiException.BadRequest($"'{path}' is no path of a file");

    private static string ReadNewPath(string path) => ReadPath(path) is var read && AppLayout.IsOfApp(Folder + read)
        ? read
        : throw ApiException.BadRequest($"'{path}' is no path of a file of a site: hidden files and packages are not");

    private static string Require(AppFileSet files, string path) => ReadPath(path) is var found && files.Find(Folder + found) is not null
        ? found
        : throw new ApiException(404, null, $"asset not found: '{path}'");

    [SuppressMessage("Security", "CA5351", Justification = "By it clients know what they need not upload; it protects nothing.")]
    private static string Hash(byte[] content) => Convert.ToHexStringLower(MD5.HashData(content));

    private static JsonObject ReadMeta(BodyPart? part)
    {
        if (part is null) return [];
        try
        {
            return AdminJson.Parse(part.Content) as JsonObject ?? throw ApiException.BadRequest("the part 'meta' must be a JSON object");
        }
        catch (JsonException error)
        {
            throw ApiException.BadRequest($"the part 'meta' is not valid: {error.Message}");
        }
    }

    private static JsonArray Checked(JsonArray attributes)
    {
        foreach (JsonNode? attribute in attributes)
        {
            if (attribute is not JsonObject pair || !s_attributes.Contains(pair.RequiredText("name"), StringComparer.OrdinalIgnoreCase))
                throw ApiException.BadRequest($"an attribute has a name, one of {string.Join(", ", s_attributes)}, and a value");
        }
        return (JsonArray)attributes.DeepClone();
    }

    private static Dictionary<string, JsonArray> Attributes(AppFileSet files) => files.Array(Metadata).OfType<JsonObject>()
        .Where(entry => entry["path"] is not null).DistinctBy(entry => entry.Text("path"))
        .ToDictionary(entry => "/" + entry.RequiredText("path").TrimStart('/'), entry => entry.Items("attrs") ?? [],
            StringComparer.Ordinal);

    private static void Write(AppFileSet files, string path, JsonArray? attributes)
    {
        Dictionary<string, JsonArray> all = Attributes(files);
        if (attributes is { Count: > 0 }) all[path] = attributes;
        else if (!all.Remove(path)) return;
        files.Write(Metadata, new JsonArray([.. all.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => new JsonObject { ["path"] = entry.Key, ["attrs"] = entry.Value.DeepClone() })]));
    }
}
