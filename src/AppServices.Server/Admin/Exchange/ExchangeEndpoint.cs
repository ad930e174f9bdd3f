using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.SignIn;
using AppServices.Server.Errors;
using AppServices.Server.Http;
using Microsoft.AspNetCore.Http;

namespace AppServices.Server.Admin.Exchange;

/// <summary>Definitions as a whole: <c>export</c>, <c>import</c>, <c>pull</c> and <c>push</c>. Source: admin-api 3.4 to 3.6.</summary>
internal sealed class ExchangeEndpoint(AppDefinitions definitions, AppRecords records, SnapshotFolders snapshots) : IAdminEndpoint
{
    private const long BodyBytes = 32 * 1024 * 1024;
    private const string Zip = "application/zip";

    public void Map(AdminRoutes routes)
    {
        routes.Get("/export", ExportAsync);
        routes.Change("POST", "/import", ImportAsync, BodyBytes);
        routes.Get("/pull", PullAsync);
        routes.Change("PATCH", "/push", PushAsync, BodyBytes);
    }

    private async Task ExportAsync(AdminCall call, AppEntry app)
    {
        int version = call.Query("version") switch
        {
            "" => DefinitionZip.Newest,
            var text when int.TryParse(text, CultureInfo.InvariantCulture, out int number)
                && number is DefinitionZip.Newest or DefinitionZip.OfTool => number,
            var other => throw ApiException.BadRequest(
                $"'{other}' is no version that can be exported; {DefinitionZip.OfTool} and {DefinitionZip.Newest} are possible"),
        };
        AppFileSet files = call.Query("deployment") is { Length: > 0 } deployment
            ? await OpenDeploymentAsync(call, app, deployment)
            : await definitions.ReadAsync(call, app);
        await SendAsync(call, app, files, IsTrue(call, "template") ? null : app.ClientAppId, version);
    }

    private async Task<AppFileSet> OpenDeploymentAsync(AdminCall call, AppEntry app, string id) =>
        (await records.ListDeploymentsAsync(app.Id, call.Aborted)).FirstOrDefault(known => known.Id == id)?.Snapshot is { } snapshot
            ? await snapshots.OpenAsync(app.Id, snapshot, call.Aborted)
            : throw new ApiException(404, "DeploymentNotFound", "deployment not found");

    private async Task ImportAsync(AdminCall call, AppEntry app)
    {
        (Action<AppFileSet> change, IReadOnlyDictionary<string, string> secrets) = await ReadAsync(call, body => body);
        if (IsTrue(call, "diff"))
        {
            (AppFileSet before, AppFileSet after) = await definitions.TryAsync(call, app, change, secrets);
            await AdminJson.SendAsync(call.Context, 200, DefinitionDiff.Texts(before, after));
            return;
        }
        await ApplyAsync(call, app, change, secrets);
    }

    private async Task PullAsync(AdminCall call, AppEntry app)
    {
        AppFileSet files = await definitions.ReadAsync(call, app);
        if (call.Context.Request.Headers.Accept.ToString().Contains(Zip, StringComparison.OrdinalIgnoreCase))
            await SendAsync(call, app, files, app.ClientAppId, DefinitionZip.Newest);
        else await AdminJson.SendAsync(call.Context, 200, FlatDefinition.Of(files));
    }

    private async Task PushAsync(AdminCall call, AppEntry app)
    {
        (Action<AppFileSet> change, IReadOnlyDictionary<string, string> secrets) = await ReadAsync(call, FlatDefinition.ToImport);
        await ApplyAsync(call, app, change, secrets);
    }

    private static async Task<(Action<AppFileSet> Change, IReadOnlyDictionary<string, string> Secrets)> ReadAsync(
        AdminCall call, Func<JsonObject, JsonObject> toImport)
    {
        if (call.Context.Request.ContentType?.StartsWith(Zip, StringComparison.OrdinalIgnoreCase) == true)
        {
            byte[] content = await ApiRequest.ReadBytesAsync(call.Context);
            return (files => DefinitionZip.Unpack(content, files), new Dictionary<string, string>());
        }
        var body = new ImportBody(toImport(await AdminJson.ReadObjectAsync(call.Context)));
        return (body.WriteTo, body.Secrets);
    }

    private async Task ApplyAsync(
        AdminCall call, AppEntry app, Action<AppFileSet> change, IReadOnlyDictionary<string, string> secrets)
    {
        await definitions.ChangeAsync(
            call, app,
            files =>
            {
                change(files);
                return true;
            },
            new ChangeOptions { ChecksDraft = true, Secrets = secrets });
        call.Audit($"imported a definition of app '{app.ClientAppId}'");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    private static async Task SendAsync(AdminCall call, AppEntry app, AppFileSet files, string? clientAppId, int version)
    {
        byte[] zip = DefinitionZip.Pack(files, clientAppId, version);
        string time = DateTime.UtcNow.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        string name = $"{app.App.Definition.Description.Name}_{time}.zip";
        HttpResponse response = call.Context.Response;
        response.ContentType = Zip;
        response.Headers.ContentDisposition =
            $"attachment; filename=\"{new string([.. name.Where(letter => letter is not ('"' or '\\'))])}\"";
        await response.Body.WriteAsync(zip, call.Aborted);
    }

    private static bool IsTrue(AdminCall call, string name) => call.Query(name) is "true" or "1";
}
