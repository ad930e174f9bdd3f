using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.SignIn;
using AppServices.Server.Errors;
using AppServices.Server.Http;

namespace AppServices.Server.Admin.Apps;

/// <summary>Drafts and deployments. Source: admin-api 3.</summary>
internal sealed class DeploymentsEndpoint(AppDefinitions definitions, AppRecords records) : IAdminEndpoint
{
    public void Map(AdminRoutes routes)
    {
        routes.Get("/drafts", ListDraftsAsync);
        routes.Change("POST", "/drafts", BeginDraftAsync);
        routes.Change("DELETE", "/drafts/{id}", DeleteDraftAsync);
        routes.Get("/drafts/{id}", async (call, app) => await AdminJson.SendAsync(
            call.Context, 200, ToJson(call, app, await definitions.RequireDraftAsync(call, app, call.Route("id")))));
        routes.Get("/drafts/{id}/diff", DiffAsync);
        routes.Change("POST", "/drafts/{id}/deployment", DeployDraftAsync);
        routes.Get("/deployments", ListAsync);
        routes.Get("/deployments/{id}", GetAsync);
        // Clients that are generated from the vendor's description send GET.
        foreach (string method in (string[])["POST", "GET"]) routes.Change(method, "/deployments/{id}/redeploy", RedeployAsync);
    }

    private static JsonObject ToJson(AdminCall call, AppEntry app, DraftRecord draft) =>
        new() { ["_id"] = draft.Id, ["user_id"] = draft.UserId, ["app"] = AppsEndpoint.ToJson(call, app) };

    private static JsonObject ToJson(DeploymentRecord deployment, string? status = null) => new()
    {
        ["_id"] = deployment.Id,
        ["name"] = deployment.Id,
        ["app_id"] = deployment.AppId,
        ["draft_id"] = deployment.DraftId ?? "",
        ["user_id"] = deployment.UserId,
        ["deployed_at"] = new DateTimeOffset(deployment.DeployedAt, TimeSpan.Zero).ToUnixTimeSeconds(),
        ["origin"] = "API",
        ["commit"] = "",
        ["status"] = status ?? (deployment.Error is null ? "successful" : "failed"),
        ["status_error_message"] = deployment.Error ?? "",
        ["diff_url"] = "",
        ["remote_location"] = "",
    };

    private async Task ListDraftsAsync(AdminCall call, AppEntry app)
    {
        DraftRecord? draft = await records.FindDraftAsync(app.Id, call.Operator.Id, call.Aborted);
        await AdminJson.SendAsync(call.Context, 200, draft is null ? [] : new JsonArray(ToJson(call, app, draft)));
    }

    private async Task BeginDraftAsync(AdminCall call, AppEntry app)
    {
        DraftRecord draft = await definitions.BeginDraftAsync(call, app);
        call.Audit($"began a draft of app '{app.ClientAppId}'");
        await AdminJson.SendAsync(call.Context, 201, ToJson(call, app, draft));
    }

    private async Task DeleteDraftAsync(AdminCall call, AppEntry app)
    {
        await definitions.DeleteDraftAsync(call, await definitions.RequireDraftAsync(call, app, call.Route("id")));
        call.Audit($"deleted a draft of app '{app.ClientAppId}'");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    private async Task DiffAsync(AdminCall call, AppEntry app)
    {
        (AppFileSet before, AppFileSet after) = await definitions.OpenAsync(
            await definitions.RequireDraftAsync(call, app, call.Route("id")), call.Aborted);
        await AdminJson.SendAsync(call.Context, 200, DefinitionDiff.ToJson(before, after));
    }

    private async Task DeployDraftAsync(AdminCall call, AppEntry app)
    {
        DraftRecord draft = await definitions.RequireDraftAsync(call, app, call.Route("id"));
        DeploymentRecord deployment = await definitions.DeployDraftAsync(call, app, draft);
        call.Audit($"deployed a draft of app '{app.ClientAppId}'{(deployment.Error is null ? "" : ", which failed")}");
        // Clients poll until it is something else, and it is by now.
        await AdminJson.SendAsync(call.Context, 201, ToJson(deployment with { Error = null }, "created"));
    }

    private async Task ListAsync(AdminCall call, AppEntry app) => await AdminJson.SendAsync(call.Context, 200, new JsonArray(
        [.. (await records.ListDeploymentsAsync(app.Id, call.Aborted)).Select(deployment => ToJson(deployment))]));

    private async Task GetAsync(AdminCall call, AppEntry app) =>
        await AdminJson.SendAsync(call.Context, 200, ToJson(await RequireAsync(call, app)));

    private async Task RedeployAsync(AdminCall call, AppEntry app)
    {
        DeploymentRecord deployment = await RequireAsync(call, app);
        await definitions.RedeployAsync(call, app, deployment);
        call.Audit($"deployed {deployment.Id} of app '{app.ClientAppId}' again");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    private async Task<DeploymentRecord> RequireAsync(AdminCall call, AppEntry app) =>
        (await records.ListDeploymentsAsync(app.Id, call.Aborted)).FirstOrDefault(deployment => deployment.Id == call.Route("id"))
            ?? throw new ApiException(404, "DeploymentNotFound", "deployment not found");
}
