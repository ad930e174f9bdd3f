using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.Objects;
using AppServices.Server.Admin.SignIn;
using AppServices.Server.Errors;
using AppServices.Server.Http;

namespace AppServices.Server.Admin.Dependencies;

/// <summary>The npm packages that functions name: kept and listed. Source: admin-api 4.11, app-folder 1.8.</summary>
internal sealed partial class DependenciesEndpoint(ObjectsEndpoint objects) : IAdminEndpoint
{
    public const long BodyBytes = 16 * 1024 * 1024;

    private const string Manifest = "functions/package.json";
    private const string Archive = "functions/node_modules";

    public void Map(AdminRoutes routes)
    {
        routes.Get("/dependencies", GetAsync);
        routes.Get("/dependencies/status", (call, _) => AdminJson.SendAsync(
            call.Context, 200, new JsonObject { ["status"] = "successful", ["status_message"] = "" }));
        routes.Get("/dependencies/export", (call, app) => ExportAsync(call, app, false));
        routes.Get("/dependencies/archive", (call, app) => ExportAsync(call, app, true));
        routes.Change("PUT", "/dependencies", SetAsync, BodyBytes);
        routes.Change("POST", "/dependencies/diff", DiffAsync, BodyBytes);
        routes.Change("PUT", "/dependencies/{name}", AddAsync);
        routes.Change("DELETE", "/dependencies/{name}", RemoveAsync);
    }

    private async Task GetAsync(AdminCall call, AppEntry app)
    {
        References references = await objects.ReadAsync(call, app);
        JsonObject reply = ObjectsEndpoint.WithId(app, references.IdOf("dependencies", ""), new JsonObject
        {
            ["location"] = "",
            ["user_id"] = "",
            ["dependencies_list"] = new JsonArray([.. DefinitionDiff.Versions(references.Files)
                .Select(package => new JsonObject { ["name"] = package.Key, ["version"] = package.Value })]),
        });
        await AdminJson.SendAsync(call.Context, 200, reply);
    }

    private async Task SetAsync(AdminCall call, AppEntry app)
    {
        (string name, byte[] content, IReadOnlyDictionary<string, string> packages) = await ReadAsync(call);
        await objects.ChangeAsync(call, app, references =>
        {
            AppFileSet files = references.Files;
            foreach (string archive in ArchivesOf(files)) files.Delete(archive);
            if (ExtensionOf(name) is { } extension) files.Write(Archive + extension, content);
            Write(files, packages);
            return true;
        });
        call.Audit($"set the {packages.Count} dependencies of app '{app.ClientAppId}'");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    private async Task DiffAsync(AdminCall call, AppEntry app)
    {
        (_, _, IReadOnlyDictionary<string, string> packages) = await ReadAsync(call);
        await AdminJson.SendAsync(
            call.Context, 200, DefinitionDiff.PackageDiff(DefinitionDiff.Versions((await objects.ReadAsync(call, app)).Files), packages));
    }

    private async Task AddAsync(AdminCall call, AppEntry app)
    {
        string name = NameOf(call), version = call.Query("version") is { Length: > 0 } text ? text : "latest";
        RequirePackage(name, version);
        await objects.ChangeAsync(call, app, references =>
        {
            Dictionary<string, string> packages = DefinitionDiff.Versions(references.Files);
            packages[name] = version;
            Write(references.Files, packages);
            return true;
        });
        call.Audit($"added dependency '{name}' {version} to app '{app.ClientAppId}'");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    private async Task RemoveAsync(AdminCall call, AppEntry app)
    {
        string name = NameOf(call);
        await objects.ChangeAsync(call, app, references =>
        {
            Dictionary<string, string> packages = DefinitionDiff.Versions(references.Files);
            if (!packages.Remove(name)) throw new ApiException(404, null, $"dependency not found: '{name}'");
            Write(references.Files, packages);
            return true;
        });
        call.Audit($"removed dependency '{name}' from app '{app.ClientAppId}'");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    private async Task ExportAsync(AdminCall call, AppEntry app, bool wantsArchive)
    {
        AppFileSet files = (await objects.ReadAsync(call, app)).Files;
        string path = ArchivesOf(files) is [var archive, ..] ? archive
            : !wantsArchive && files.Find(Manifest) is not null ? Manifest
            : throw new ApiException(404, null, wantsArchive ? "no archive of dependencies was uploaded" : "this app has no dependencies");
        call.Context.Response.ContentType = path == Manifest ? "application/json" : "application/octet-stream";
        call.Context.Response.Headers.ContentDisposition = $"attachment; filename=\"{path["functions/".Length..]}\"";
        await call.Context.Response.Body.WriteAsync(files.Find(path)!.Read(), call.Aborted);
    }

    private static string[] ArchivesOf(AppFileSet files) =>
        [.. PackageArchive.Extensions.Select(extension => Archive + extension).Where(path => files.Find(path) is not null)];

    private static string? ExtensionOf(string name) =>
        PackageArchive.Extensions.FirstOrDefault(extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    private static void Write(AppFileSet files, IReadOnlyDictionary<string, string> packages) => files.Write(Manifest, new JsonObject
    {
        ["dependencies"] = new JsonObject(packages.OrderBy(package => package.Key, StringComparer.Ordinal)
            .Select(package => KeyValuePair.Create<string, JsonNode?>(package.Key, package.Value))),
    });

    private static void RequirePackage(string name, string version)
    {
        if (!Name().IsMatch(name) || !Version().IsMatch(version)) throw ApiException.BadRequest($"'{name}' {version} is no npm package");
    }

    private static string NameOf(AdminCall call) => Uri.UnescapeDataString(call.Route("name"));

    private static async Task<(string Name, byte[] Content, IReadOnlyDictionary<string, string> Packages)> ReadAsync(AdminCall call)
    {
        BodyPart file = (await MultipartBody.ReadAsync(call.Context)).FirstOrDefault(part => part.Name == "file")
            ?? throw new ApiException(400, "MissingParameter", "the part 'file' is missing");
        if (ExtensionOf(file.FileName) is not null) return (file.FileName, file.Content, PackageArchive.List(file.FileName, file.Content));
        if (!file.FileName.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            throw ApiException.BadRequest(
                $"'{file.FileName}' is neither package.json nor an archive ({string.Join(", ", PackageArchive.Extensions)})");
        try
        {
            if (AdminJson.Parse(file.Content) is not JsonObject package) throw ApiException.BadRequest("package.json must be an object");
            JsonObject listed = package.Part("dependencies") ?? throw new ApiException(
                400, "MissingParameter", $"'{file.FileName}' is no package.json: it has no object 'dependencies' of packages and versions");
            foreach ((string name, _) in listed) listed.RequiredText(name);
            Dictionary<string, string> packages = DefinitionDiff.Versions(package);
            foreach ((string name, string version) in packages)
                RequirePackage(name, version);
            return (file.FileName, file.Content, packages);
        }
        catch (JsonException error)
        {
            throw ApiException.BadRequest($"package.json is not valid: {error.Message}");
        }
    }

    [GeneratedRegex(@"^(@[A-Za-z0-9._~-]{1,100}/)?[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,200}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"^[A-Za-z0-9._~^<>=| *+-]{1,100}\z")]
    private static partial Regex Version();
}
