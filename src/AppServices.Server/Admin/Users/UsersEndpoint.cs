using System;
using System.Buffers.Text;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.Operators;
using AppServices.Server.Admin.SignIn;
using AppServices.Server.Bson;
using AppServices.Server.CustomUserData;
using AppServices.Server.Errors;
using AppServices.Server.Functions.Calls;
using AppServices.Server.Http;
using AppServices.Server.Providers;
using AppServices.Server.Providers.EmailPassword;
using AppServices.Server.Storage;
using AppServices.Server.Tokens;
using AppServices.Server.Users;
using Microsoft.AspNetCore.Http;
using MongoDB.Bson;
using AccountRules = AppServices.Server.Providers.EmailPassword.Rules;

namespace AppServices.Server.Admin.Users;

/// <summary>The users of an app, and the accounts that are none yet. Source: admin-api 5.1.</summary>
internal sealed class UsersEndpoint(
    UserDirectory users, IDataStore store, TokenIssuer tokens, PasswordHashes hashes, TimeProvider clock) : IAdminEndpoint
{
    private const int PageSize = 50;
    private const int IdLength = 24;

    private const string ByEmail = "/user_registrations/by_email/{email}";

    public void Map(AdminRoutes routes)
    {
        routes.Add("GET", "/users", AdminRight.ReadUsers, ListAsync);
        routes.Add("POST", "/users", AdminRight.WriteUsers, CreateAsync);
        routes.Add("POST", "/users/verify_token", AdminRight.ReadUsers, VerifyAsync);
        routes.Add("GET", "/users/{id}", AdminRight.ReadUsers, GetAsync);
        routes.Add("GET", "/users/{id}/devices", AdminRight.ReadUsers, ListDevicesAsync);
        AddChange("DELETE", "", "deleted", DeleteAsync);
        AddChange("PUT", "/logout", "logged out", (user, context) => users.LogOutAsync(user.Id, context.RequestAborted));
        AddChange("PUT", "/enable", "enabled", (user, context) => users.SetDisabledAsync(user.Id, false, context.RequestAborted));
        AddChange("PUT", "/disable", "disabled", (user, context) => users.SetDisabledAsync(user.Id, true, context.RequestAborted));
        routes.Add("PATCH", "/users/{id}/reset_email", AdminRight.WriteUsers, SetEmailAsync);
        routes.Add("GET", "/user_registrations/pending_users", AdminRight.ReadUsers, ListPendingAsync);
        routes.Add("GET", ByEmail, AdminRight.ReadUsers, async (call, app) =>
            await AdminJson.SendAsync(call.Context, 200, ToJson(app, await RequirePendingAsync(call, app))));
        routes.Add("DELETE", ByEmail, AdminRight.WriteUsers, DeletePendingAsync);
        routes.Add("POST", ByEmail + "/confirm", AdminRight.WriteUsers, ConfirmAsync);
        AddConfirmation("/send_confirm", 200, (accounts, email, context) =>
            accounts.Confirmation.SendAgainAsync(email, FunctionRequests.Of(context), context.RequestAborted));
        AddConfirmation("/run_confirm", 202, (accounts, email, context) =>
            accounts.Confirmation.CallAgainAsync(email, FunctionRequests.Of(context), context.RequestAborted));

        void AddChange(string method, string path, string done, Func<UserRecord, HttpContext, Task> change) =>
            routes.Add(method, "/users/{id}" + path, AdminRight.WriteUsers, async (call, app) =>
            {
                UserRecord user = await RequireAsync(call, app);
                await change(user, call.Context);
                call.Audit($"{done} user {user.Id} of app '{app.ClientAppId}'");
                await ApiReply.EmptyAsync(call.Context, 204);
            });

        void AddConfirmation(string path, int status, Func<EmailAccounts, string, HttpContext, Task> run) =>
            routes.Add("POST", ByEmail + path, AdminRight.WriteUsers, async (call, app) =>
            {
                await run(AccountsOf(app), EmailOf(call), call.Context);
                call.Audit($"asked for the confirmation of an account of app '{app.ClientAppId}'");
                await ApiReply.EmptyAsync(call.Context, status);
            });
    }

    private static JsonObject ToJson(UserRecord user)
    {
        var reply = new JsonObject
        {
            ["_id"] = user.Id,
            ["identities"] = new JsonArray([.. user.Identities.Select(identity => new JsonObject
            {
                ["id"] = identity.Id,
                ["provider_type"] = identity.ProviderType,
                ["provider_id"] = identity.ProviderId,
                ["provider_data"] = Plain(identity.Data),
            })]),
            ["type"] = user.Type,
            ["creation_date"] = Seconds(user.CreatedAt),
            ["disabled"] = user.IsDisabled,
            ["data"] = Plain(user.Data),
        };
        if (user.LastLoginAt is { } last) reply["last_authentication_date"] = Seconds(last);
        return reply;
    }

    private static JsonObject ToJson(AppEntry app, AccountRecord account) => new()
    {
        ["_id"] = account.IdentityId[..IdLength],
        ["domain_id"] = app.App.Definition.DomainId,
        ["login_ids"] = new JsonArray(new JsonObject { ["id_type"] = "email", ["id"] = account.Email }),
    };

    private static JsonNode? Plain(BsonDocument data) => JsonNode.Parse(RelaxedEjson.ToUtf8(data));

    private static long Seconds(DateTime time) => new DateTimeOffset(time, TimeSpan.Zero).ToUnixTimeSeconds();

    private async Task ListAsync(AdminCall call, AppEntry app)
    {
        bool? isDisabled = call.Query("status") switch
        {
            "" => null,
            "enabled" => false,
            "disabled" => true,
            var other => throw ApiException.BadRequest($"'{other}' is no status; enabled and disabled are possible"),
        };
        var page = new UserPage(
            PageSize, call.Query("after") is { Length: > 0 } after ? after : null, call.Query("desc") is "true" or "1", isDisabled,
            call.Query("provider_types") is { Length: > 0 } types ? types.Split(',') : null);
        var found = new JsonArray();
        await foreach (UserRecord user in UserStore.PageAsync(store, app.ClientAppId, page, call.Aborted)) found.Add(ToJson(user));
        await AdminJson.SendAsync(call.Context, 200, found);
    }

    private async Task GetAsync(AdminCall call, AppEntry app) =>
        await AdminJson.SendAsync(call.Context, 200, ToJson(await RequireAsync(call, app)));

    private async Task CreateAsync(AdminCall call, AppEntry app)
    {
        JsonObject body = await AdminJson.ReadObjectAsync(call.Context);
        string email = body.RequiredText("email"), password = body.RequiredText("password");
        AccountRules.CheckEmail(email, isMailed: false);
        AccountRules.CheckPassword(password);
        ProviderIdOf(app, ProviderTypes.EmailPassword);
        var account = new AccountRecord(
            app.ClientAppId, email, await hashes.CreateAsync(password, call.Aborted), IdentityIds.New(), IsConfirmed: true);
        await using IAsyncDisposable turn = await TakeTurnAsync(call, app, email, account => account is not null) ?? throw NameTaken();
        UserRecord user;
        try
        {
            user = await CreateUserAsync(call, app, account, [AccountStore.Adding(account)]);
        }
        catch (DuplicateKeyException)
        {
            throw NameTaken();
        }
        call.Audit($"made user {user.Id} of app '{app.ClientAppId}'");
        await AdminJson.SendAsync(call.Context, 201, ToJson(user));
    }

    // The app's function must not run for a user who never comes to be.
    private Task<IAsyncDisposable?> TakeTurnAsync(AdminCall call, AppEntry app, string email, Func<AccountRecord?, bool> isDone) =>
        new FirstLogins(users.Store, clock).TakeAsync(
            AccountRecord.Key(app.ClientAppId, email),
            async () => isDone(await users.Accounts.FindAsync(app.ClientAppId, email, call.Aborted)), call.Aborted);

    private async Task<UserRecord> CreateUserAsync(AdminCall call, AppEntry app, AccountRecord account, StateWrite[] writes)
    {
        var user = new UserRecord(
            ObjectId.GenerateNewId().ToString(), app.ClientAppId, UserRecord.Normal,
            [account.ToIdentity(ProviderIdOf(app, ProviderTypes.EmailPassword))], clock.GetUtcNow().UtcDateTime, IsDisabled: false);
        await app.App.Part<AppUserData>().Creation.RunAsync(user, FunctionRequests.Of(call.Context), call.Aborted);
        await users.Store.WriteAsync([.. writes, .. UserStore.Creating(user), AuthenticationEvents.OfCreation(user)], call.Aborted);
        return user;
    }

    // The user of a server key could never log in again, so that the key goes with it.
    private async Task DeleteAsync(UserRecord user, HttpContext context)
    {
        if (user.Type == UserRecord.Server
            && await users.ApiKeys.FindAsync(user.Identities[0].Id, context.RequestAborted) is { } key)
            await new ApiKeys(users).DeleteAsync(key, context.RequestAborted);
        else await users.DeleteAsync(user.Id, context.RequestAborted);
    }

    private async Task SetEmailAsync(AdminCall call, AppEntry app)
    {
        string email = (await AdminJson.ReadObjectAsync(call.Context)).RequiredText("email");
        AccountRules.CheckEmail(email, isMailed: false);
        UserRecord user = await RequireAsync(call, app);
        IdentityRecord identity = user.Identities.FirstOrDefault(identity => identity.ProviderType == ProviderTypes.EmailPassword)
            ?? throw ApiException.BadRequest("the user has no e-mail address to log in with");
        AccountRecord account = await users.Accounts.FindByIdentityAsync(identity.Id, call.Aborted) ?? throw NoUser();
        try
        {
            UserRecord changed = user.With(identity with { Data = new BsonDocument("email", email) });
            await users.Store.WriteAsync([.. AccountStore.Moving(account, email), .. UserStore.Changing(user, changed)], call.Aborted);
        }
        catch (DuplicateKeyException)
        {
            throw NameTaken();
        }
        call.Audit($"changed the address of user {user.Id} of app '{app.ClientAppId}'");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    private async Task ListDevicesAsync(AdminCall call, AppEntry app)
    {
        UserRecord user = await RequireAsync(call, app);
        await AdminJson.SendAsync(
            call.Context, 200, new JsonArray([.. (await users.Devices.ListAsync(user.Id, call.Aborted)).Select(device =>
        {
            JsonObject reply = Plain(device.Information)!.AsObject();
            reply["_id"] = device.Id;
            reply["last_login"] = Seconds(device.LastLoginAt);
            return reply;
        })]));
    }

    private async Task VerifyAsync(AdminCall call, AppEntry app)
    {
        string text = (await AdminJson.ReadObjectAsync(call.Context)).RequiredText("token");
        if (await tokens.ReadAsync(text) is not { IsRefresh: false } token || token.DomainId != app.App.Definition.DomainId)
            throw ApiException.InvalidSession("invalid session");
        if (token.ExpiresAt <= clock.GetUtcNow())
        {
            await AdminJson.SendAsync(call.Context, 200, JsonValue.Create("token expired"));
            return;
        }
        if (await users.Users.FindAsync(token.UserId, call.Aborted) is not { IsDisabled: false })
            throw ApiException.InvalidSession("invalid session");
        var claims = (JsonObject)JsonNode.Parse(Base64Url.DecodeFromChars(text.Split('.')[1]))!;
        var reply = new JsonObject
        {
            ["sub"] = token.UserId,
            ["aud"] = app.ClientAppId,
            ["exp"] = claims["exp"]?.DeepClone(),
            ["iat"] = claims["iat"]?.DeepClone(),
            ["iss"] = token.SessionId,
            ["domain_id"] = token.DomainId,
            ["device_id"] = token.DeviceId,
        };
        if (token.CustomData is { } data) reply["custom_user_data"] = Plain(data);
        await AdminJson.SendAsync(call.Context, 200, reply);
    }

    private async Task ListPendingAsync(AdminCall call, AppEntry app)
    {
        var found = new JsonArray();
        await foreach (AccountRecord account in AccountStore.PagePendingAsync(
            store, app.ClientAppId, call.Query("after"), PageSize, call.Aborted))
            found.Add(ToJson(app, account));
        await AdminJson.SendAsync(call.Context, 200, found);
    }

    private async Task DeletePendingAsync(AdminCall call, AppEntry app)
    {
        AccountRecord account = await RequirePendingAsync(call, app);
        await users.Store.WriteAsync([AccountStore.Expecting(account), .. AccountStore.Deleting(account.IdentityId)], call.Aborted);
        call.Audit($"deleted an account of app '{app.ClientAppId}' that was not confirmed");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    private async Task ConfirmAsync(AdminCall call, AppEntry app)
    {
        await using IAsyncDisposable? turn = await TakeTurnAsync(
            call, app, EmailOf(call), account => account is not { IsConfirmed: false });
        AccountRecord account = await RequirePendingAsync(call, app);
        UserRecord user = await CreateUserAsync(
            call, app, account with { IsConfirmed = true }, [AccountStore.Changing(account, account with { IsConfirmed = true })]);
        call.Audit($"confirmed the account of user {user.Id} of app '{app.ClientAppId}'");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    private async Task<AccountRecord> RequirePendingAsync(AdminCall call, AppEntry app)
    {
        AccountRecord account = await users.Accounts.FindAsync(app.ClientAppId, EmailOf(call), call.Aborted) ?? throw NoUser();
        return account.IsConfirmed ? throw new ApiException(400, "UserAlreadyConfirmed", "already confirmed") : account;
    }

    private async Task<UserRecord> RequireAsync(AdminCall call, AppEntry app) =>
        await users.Users.FindAsync(call.Route("id"), call.Aborted) is { } user && user.AppId == app.ClientAppId ? user : throw NoUser();

    private static ApiException NameTaken() => new(409, "AccountNameInUse", "name already in use");

    private static ApiException NoUser() => new(404, "UserNotFound", "user not found");

    // The path keeps an encoded slash, and an address may have one.
    private static string EmailOf(AdminCall call) => Uri.UnescapeDataString(call.Route("email"));

    private static EmailAccounts AccountsOf(AppEntry app) =>
        ((EmailPasswordProvider)app.App.Provider(ProviderTypes.EmailPassword)).Accounts;

    /// <summary>The id of a provider's configuration, for identities that it proves.</summary>
    /// <exception cref="ApiException">The app does not have the provider enabled.</exception>
    public static string ProviderIdOf(AppEntry app, string type)
    {
        app.App.Provider(type);
        return app.App.Definition.Get<ProviderEntries>().Enabled[type].Id;
    }
}
