using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.SignIn;
using AppServices.Server.Http;
using AppServices.Server.Storage;
using AppServices.Server.Triggers;

namespace AppServices.Server.Admin.Objects;

/// <summary>Triggers, with what the server remembers of them. Source: admin-api 4.8.</summary>
internal sealed class TriggersEndpoint(ObjectsEndpoint objects, AppRecords records, IDataStore store) : IAdminEndpoint
{
    private readonly TriggerStore _triggers = new(store);

    public void Map(AdminRoutes routes)
    {
        objects.Map(routes, "/triggers", (_, _) => TriggerKind.Instance, new ObjectReplies
        {
            RepliesWhole = true,
            ListsWhole = true,
            Deleted = 200,
            Complete = CompleteAsync,
            After = ForgetSwitchAsync,
        });
        routes.Change("PUT", "/triggers/{id}/resume", ResumeAsync);
        routes.Get("/event_subscriptions", ListSubscriptionsAsync);
        routes.Get("/event_subscriptions/{id}", GetSubscriptionAsync);
        routes.Get("/event_subscriptions/{id}/execution", GetExecutionAsync);
    }

    private async Task CompleteAsync(AdminCall call, AppEntry app, DefinitionObject known, JsonObject reply)
    {
        TriggerRecord? record = await _triggers.FindAsync(app.ClientAppId, known.Name, call.Aborted);
        reply["disabled"] = record is null ? known.Value.Flag("disabled") : !record.IsOn(known.Value.Flag("disabled"));
        reply["suspended"] = record?.Suspended is not null;
        reply["last_error"] = record?.Suspended ?? record?.LastError ?? "";
    }

    // What the API says goes before what the command line said.
    private async Task ForgetSwitchAsync(AdminCall call, AppEntry app, DefinitionObject known)
    {
        if (await records.FindDraftAsync(app.Id, call.Operator.Id, call.Aborted) is not null) return;
        await _triggers.ChangeAsync(
            app.ClientAppId, known.Name, record => record.IsEnabled is null ? null : record with { IsEnabled = null }, call.Aborted);
    }

    private async Task ResumeAsync(AdminCall call, AppEntry app)
    {
        JsonObject body = await AdminJson.ReadObjectAsync(call.Context);
        bool skips = body.Flag("disable_token");
        DefinitionObject known = TriggerKind.Instance.Require(await objects.ReadAsync(call, app), call.Route("id"));
        await _triggers.ChangeAsync(
            app.ClientAppId, known.Name,
            record => record with { Suspended = null, Request = skips ? TriggerRequest.Skip : record.Request }, call.Aborted);
        call.Audit($"resumed trigger '{known.Name}' of app '{app.ClientAppId}'{(skips ? ", without what it has missed" : "")}");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    private async Task ListSubscriptionsAsync(AdminCall call, AppEntry app)
    {
        References references = await objects.ReadAsync(call, app);
        string type = call.Query("type");
        var all = new JsonArray();
        foreach (DefinitionObject known in TriggerKind.Instance.List(references.Files)
            .Where(known => type.Length == 0 || known.Value.Text("type") == type))
            all.Add(await ToReplyAsync(call, app, known, references));
        await AdminJson.SendAsync(call.Context, 200, all);
    }

    private async Task GetSubscriptionAsync(AdminCall call, AppEntry app)
    {
        References references = await objects.ReadAsync(call, app);
        await AdminJson.SendAsync(
            call.Context, 200, await ToReplyAsync(call, app, TriggerKind.Instance.Require(references, call.Route("id")), references));
    }

    private async Task GetExecutionAsync(AdminCall call, AppEntry app)
    {
        DefinitionObject known = TriggerKind.Instance.Require(await objects.ReadAsync(call, app), call.Route("id"));
        TriggerRecord? record = await _triggers.FindAsync(app.ClientAppId, known.Name, call.Aborted);
        await AdminJson.SendAsync(call.Context, 200, new JsonObject
        {
            ["data"] = null,
            ["resource_id"] = call.Route("id"),
            ["completed_at"] = record?.LastRun?.ToString("o"),
            ["cluster_time"] = (record?.Fired ?? record?.LastRun)?.ToString("o"),
        });
    }

    private async Task<JsonObject> ToReplyAsync(AdminCall call, AppEntry app, DefinitionObject known, References references)
    {
        JsonObject reply = ObjectsEndpoint.WithId(
            app, references.IdOf(TriggerKind.Id, known.Name), TriggerKind.Instance.ToReply(known, references));
        await CompleteAsync(call, app, known, reply);
        return reply;
    }
}
