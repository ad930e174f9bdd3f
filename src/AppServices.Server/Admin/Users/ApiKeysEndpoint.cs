using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.Operators;
using AppServices.Server.Admin.SignIn;
using AppServices.Server.Errors;
using AppServices.Server.Http;
using AppServices.Server.Providers;
using AppServices.Server.Users;
using MongoDB.Bson;

namespace AppServices.Server.Admin.Users;

/// <summary>The server API keys of an app, each with a user of its own. Source: admin-api 5.2.</summary>
internal sealed class ApiKeysEndpoint(UserDirectory users, TimeProvider clock) : IAdminEndpoint
{
    private readonly ApiKeys _keys = new(users);

    public void Map(AdminRoutes routes)
    {
        routes.Add("GET", "/api_keys", AdminRight.ReadUsers, ListAsync);
        routes.Add("POST", "/api_keys", AdminRight.WriteUsers, CreateAsync);
        routes.Add("GET", "/api_keys/{id}", AdminRight.ReadUsers, async (call, app) =>
            await AdminJson.SendAsync(call.Context, 200, ToJson(await RequireAsync(call, app))));
        routes.Add("DELETE", "/api_keys/{id}", AdminRight.WriteUsers, DeleteAsync);
        routes.Add("PUT", "/api_keys/{id}/enable", AdminRight.WriteUsers, (call, app) => SwitchAsync(call, app, isDisabled: false));
        routes.Add("PUT", "/api_keys/{id}/disable", AdminRight.WriteUsers, (call, app) => SwitchAsync(call, app, isDisabled: true));
    }

    private static JsonObject ToJson(ApiKeyRecord key) => new() { ["_id"] = key.Id, ["name"] = key.Name, ["disabled"] = key.IsDisabled };

    private async Task ListAsync(AdminCall call, AppEntry app) => await AdminJson.SendAsync(
        call.Context, 200, new JsonArray([.. (await users.ApiKeys.ListAsync(app.ClientAppId, null, call.Aborted)).Select(ToJson)]));

    private async Task CreateAsync(AdminCall call, AppEntry app)
    {
        string name = (await AdminJson.ReadObjectAsync(call.Context)).Text("name") ?? "";
        try
        {
            (ApiKeyRecord key, string text) = await users.ApiKeys.CreateAsync(app.ClientAppId, null, name, call.Aborted);
            await CreateUserAsync(call, app, key);
            call.Audit($"made API key '{name}' of app '{app.ClientAppId}'");
            JsonObject reply = ToJson(key);
            reply["key"] = text;
            await AdminJson.SendAsync(call.Context, 201, reply);
        }
        catch (ApiKeyRefusedException error)
        {
            throw error.Reason == ApiKeyRefusal.NameTaken
                ? new ApiException(409, "APIKeyAlreadyExists", error.Message)
                : new ApiException(400, "InvalidParameter", error.Message);
        }
    }

    // Tools look for the key among the users before anybody has logged in with it.
    private Task CreateUserAsync(AdminCall call, AppEntry app, ApiKeyRecord key)
    {
        string provider = app.App.Definition.Get<ProviderEntries>().Enabled.GetValueOrDefault(ProviderTypes.ApiKey)?.Id ?? "";
        var user = new UserRecord(
            ObjectId.GenerateNewId().ToString(), app.ClientAppId, UserRecord.Server, [key.ToIdentity(provider)],
            clock.GetUtcNow().UtcDateTime, IsDisabled: false);
        return users.Store.WriteAsync([ApiKeyStore.Expecting(key), .. UserStore.Creating(user)], call.Aborted);
    }

    private async Task DeleteAsync(AdminCall call, AppEntry app)
    {
        ApiKeyRecord key = await RequireAsync(call, app);
        await _keys.DeleteAsync(key, call.Aborted);
        call.Audit($"deleted API key '{key.Name}' of app '{app.ClientAppId}'");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    private async Task SwitchAsync(AdminCall call, AppEntry app, bool isDisabled)
    {
        ApiKeyRecord key = await RequireAsync(call, app);
        await _keys.SetDisabledAsync(key, isDisabled, asking: null, call.Aborted);
        call.Audit($"{(isDisabled ? "disabled" : "enabled")} API key '{key.Name}' of app '{app.ClientAppId}'");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    private async Task<ApiKeyRecord> RequireAsync(AdminCall call, AppEntry app) =>
        await users.ApiKeys.FindAsync(call.Route("id"), call.Aborted) is { OwnerId: null } key && key.AppId == app.ClientAppId
            ? key
            : throw new ApiException(404, "APIKeyNotFound", "API key not found");
}
