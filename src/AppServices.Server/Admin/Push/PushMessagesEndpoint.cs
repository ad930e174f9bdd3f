using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Admin.Debugging;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.Operators;
using AppServices.Server.Admin.SignIn;
using AppServices.Server.Errors;
using AppServices.Server.Http;
using AppServices.Server.Logs;
using AppServices.Server.OutgoingHttp;
using AppServices.Server.Push;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Admin.Push;

/// <summary>Push messages to the subscribers of topics: drafts, and what was sent. Source: admin-api 5.5.</summary>
internal sealed partial class PushMessagesEndpoint(
    IDataStore store, PushSender sender, RequestLogs logs, TimeProvider clock) : IAdminEndpoint
{
    private const string Path = "/push/notifications";
    private const string Draft = "draft";
    private const string Sent = "sent";
    private const int MaxLabel = 256;
    private const int MaxText = 2000;

    private readonly PushMessageStore _messages = new(store);

    public void Map(AdminRoutes routes)
    {
        routes.Add("GET", Path, AdminRight.ReadUsers, ListAsync);
        routes.Add("POST", Path, AdminRight.WriteUsers, CreateAsync);
        routes.Add("GET", Path + "/{id}", AdminRight.ReadUsers, async (call, app) =>
            await ReplyAsync(call, app, await RequireAsync(call, app)));
        routes.Add("PUT", Path + "/{id}", AdminRight.WriteUsers, ChangeAsync);
        routes.Add("DELETE", Path + "/{id}", AdminRight.WriteUsers, DeleteAsync);
        routes.Add("PUT", Path + "/{id}/type", AdminRight.WriteUsers, SetTypeAsync);
        routes.Add("POST", Path + "/{id}/send", AdminRight.WriteUsers, async (call, app) =>
            await ReplyAsync(call, app, await SendAsync(call, app, await RequireDraftAsync(call, app))));
    }

    private static Task ReplyAsync(AdminCall call, AppEntry app, PushMessage message, int status = 200) =>
        AdminJson.SendAsync(call.Context, status, ToJson(app, message));

    private static JsonObject ToJson(AppEntry app, PushMessage message)
    {
        var reply = new JsonObject
        {
            ["_id"] = message.Id,
            ["appID"] = app.Id,
            ["label"] = message.Label,
            ["message"] = message.Text,
            ["topic"] = message.Topic,
            ["state"] = message.Sent is null ? Draft : Sent,
            ["created"] = AdminQuery.Text(message.Created),
        };
        if (message.Sent is { } sent) reply["sent"] = AdminQuery.Text(sent);
        return reply;
    }

    private async Task ListAsync(AdminCall call, AppEntry app)
    {
        string state = call.Query("state");
        bool? isSent = state.Length == 0 ? null : IsSent("state", state);
        await AdminJson.SendAsync(call.Context, 200, new JsonArray([.. (await _messages.ListAsync(app.ClientAppId, call.Aborted))
            .Where(message => isSent is null || message.Sent is not null == isSent).Select(message => ToJson(app, message))]));
    }

    private async Task CreateAsync(AdminCall call, AppEntry app)
    {
        JsonObject body = await AdminJson.ReadObjectAsync(call.Context);
        DateTime now = clock.GetUtcNow().UtcDateTime;
        PushMessage message = Read(
            body, new PushMessage(ObjectId.GenerateNewId().ToString(), app.ClientAppId, "", "", "", now, Sent: null));
        bool isSent = IsSent("state", body.RequiredText("state"));
        if ((await _messages.ListAsync(app.ClientAppId, call.Aborted)).Count >= PushMessageStore.MaxMessages)
            throw ApiException.BadRequest($"the app has {PushMessageStore.MaxMessages} push messages already; delete some that were sent");
        await _messages.AddAsync(message, call.Aborted);
        call.Audit($"made push message '{message.Label}' of app '{app.ClientAppId}'");
        await ReplyAsync(call, app, isSent ? await SendAsync(call, app, message) : message, 201);
    }

    private async Task ChangeAsync(AdminCall call, AppEntry app)
    {
        JsonObject body = await AdminJson.ReadObjectAsync(call.Context);
        PushMessage before = await RequireDraftAsync(call, app), after = Read(body, before);
        bool isSent = body.Text("state") is { } state && IsSent("state", state);
        try
        {
            await _messages.ChangeAsync(before, after, call.Aborted);
        }
        catch (StaleWriteException)
        {
            throw Changed();
        }
        call.Audit($"changed push message '{after.Label}' of app '{app.ClientAppId}'");
        await ReplyAsync(call, app, isSent ? await SendAsync(call, app, after) : after);
    }

    private async Task SetTypeAsync(AdminCall call, AppEntry app)
    {
        JsonObject body = await AdminJson.ReadObjectAsync(call.Context);
        bool isSent = IsSent("type", body.RequiredText("type"));
        PushMessage message = await RequireDraftAsync(call, app);
        await ReplyAsync(call, app, isSent ? await SendAsync(call, app, message) : message);
    }

    private async Task DeleteAsync(AdminCall call, AppEntry app)
    {
        PushMessage message = await RequireAsync(call, app);
        await _messages.DeleteAsync(message, call.Aborted);
        call.Audit($"deleted push message '{message.Label}' of app '{app.ClientAppId}'");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    // Noted as sent before it is, so that of two who send it one does.
    private async Task<PushMessage> SendAsync(AdminCall call, AppEntry app, PushMessage draft)
    {
        logs.Begin(call.Context, LogTypes.Push).AppId = app.ClientAppId;
        PushMessage sent = draft with { Sent = clock.GetUtcNow().UtcDateTime };
        try
        {
            await _messages.ChangeAsync(draft, sent, call.Aborted);
        }
        catch (StaleWriteException)
        {
            throw Changed();
        }
        bool isDone = false;
        try
        {
            await sender.SendAsync(app.App.Definition.Get<PushServices>(), draft.Topic, draft.Text, call.Aborted);
            isDone = true;
        }
        catch (OutgoingHttpException error)
        {
            throw new ApiException(400, error.Code, error.Message);
        }
        finally
        {
            if (!isDone) await _messages.ChangeAsync(sent, draft, CancellationToken.None);
        }
        call.Audit($"sent push message '{draft.Label}' of app '{app.ClientAppId}' to topic '{draft.Topic}'");
        return sent;
    }

    private static ApiException Changed() => new(409, null, "the push message has just been changed, sent or deleted; look at it again");

    private static bool IsSent(string field, string state) => state switch
    {
        Draft => false,
        Sent => true,
        _ => throw new ApiException(400, "InvalidParameter", $"'{field}' must be '{Draft}' or '{Sent}'"),
    };

    private static PushMessage Read(JsonObject body, PushMessage before)
    {
        string topic = body.RequiredText("topic");
        if (!Topic().IsMatch(topic))
            throw new ApiException(
                400, "InvalidParameter", $"'{topic}' is no topic: 200 letters, digits, '-', '_', '.', '~' and '%' are possible");
        return before with { Label = Limited(body, "label", MaxLabel), Text = Limited(body, "message", MaxText), Topic = topic };
    }

    private static string Limited(JsonObject body, string name, int most) => body.RequiredText(name) is { } text && text.Length <= most
        ? text
        : throw new ApiException(400, "InvalidParameter", $"'{name}' has more than {most} characters");

    private async Task<PushMessage> RequireAsync(AdminCall call, AppEntry app) =>
        await _messages.FindAsync(app.ClientAppId, call.Route("id"), call.Aborted)
            ?? throw new ApiException(404, null, $"push message not found: '{call.Route("id")}'");

    private async Task<PushMessage> RequireDraftAsync(AdminCall call, AppEntry app) =>
        await RequireAsync(call, app) is { Sent: null } draft ? draft : throw ApiException.BadRequest("the push message was sent already");

    [GeneratedRegex(@"^[A-Za-z0-9_.~%-]{1,200}\z")]
    private static partial Regex Topic();
}
