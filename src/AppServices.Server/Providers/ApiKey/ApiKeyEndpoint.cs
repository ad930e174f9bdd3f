using System.Collections.Generic;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Http;
using AppServices.Server.Users;
using Microsoft.AspNetCore.Http;
using MongoDB.Bson;

namespace AppServices.Server.Providers.ApiKey;

/// <summary><c>/auth/api_keys</c>: a user's own keys, by the refresh token. Source: client-api 5.</summary>
internal sealed class ApiKeyEndpoint(Authenticator authenticator, UserDirectory users, ApiKeys keys)
{
    public async Task CreateAsync(HttpContext context)
    {
        UserRecord user = (await RequireAsync(context)).User;
        BsonDocument body = await ApiRequest.ReadDocumentAsync(context);
        string name = body.GetValue("name", BsonNull.Value) is BsonString text ? text.Value : "";
        if (user.IsAnonymous)
            throw new ApiException(400, "InvalidParameter", "anonymous users cannot have API keys; link another identity first");
        if (user.Type == UserRecord.Server)
            throw new ApiException(400, "InvalidParameter", "users of server API keys cannot have API keys of their own");
        (ApiKeyRecord record, string key) = await CreateAsync(user, name, context);
        await ApiReply.ObjectAsync(context, 201, writer =>
        {
            Write(writer, record);
            writer.WriteString("key", key);
        });
    }

    public async Task ListAsync(HttpContext context)
    {
        UserRecord user = (await RequireAsync(context)).User;
        IReadOnlyList<ApiKeyRecord> own = await users.ApiKeys.ListAsync(user.AppId, user.Id, context.RequestAborted);
        await ApiReply.ValueAsync(context, 200, writer =>
        {
            writer.WriteStartArray();
            foreach (ApiKeyRecord key in own)
            {
                writer.WriteStartObject();
                Write(writer, key);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        });
    }

    public async Task GetAsync(HttpContext context)
    {
        ApiKeyRecord key = await FindAsync((await RequireAsync(context)).User, context);
        await ApiReply.ObjectAsync(context, 200, writer => Write(writer, key));
    }

    public async Task DeleteAsync(HttpContext context)
    {
        (UserRecord user, SessionRecord session) = await RequireAsync(context);
        ApiKeyRecord key = await FindAsync(user, context);
        if (key.ToIdentity().IsSameAs(session.Identity))
            throw new ApiException(403, "AuthError", "the API key that this session was opened with cannot be deleted by it");
        await keys.DeleteAsync(key, context.RequestAborted);
        await ApiReply.EmptyAsync(context, 204);
    }

    public Task EnableAsync(HttpContext context) => SetDisabledAsync(context, disabled: false);

    public Task DisableAsync(HttpContext context) => SetDisabledAsync(context, disabled: true);

    private async Task SetDisabledAsync(HttpContext context, bool disabled)
    {
        (UserRecord user, SessionRecord session) = await RequireAsync(context);
        ApiKeyRecord key = await FindAsync(user, context);
        if (!await keys.SetDisabledAsync(key, disabled, session, context.RequestAborted)) throw NotFound();
        await ApiReply.EmptyAsync(context, 204);
    }

    private async Task<(UserRecord User, SessionRecord Session)> RequireAsync(HttpContext context)
    {
        (Caller caller, SessionRecord session) = await authenticator.RequireRefreshAsync(context);
        caller.App.Provider(ProviderTypes.ApiKey);
        return (caller.User, session);
    }

    private async Task<ApiKeyRecord> FindAsync(UserRecord user, HttpContext context) =>
        await users.ApiKeys.FindAsync((string)context.Request.RouteValues["id"]!, context.RequestAborted) is { } key
            && key.OwnerId == user.Id
            ? key
            : throw NotFound();

    private async Task<(ApiKeyRecord Record, string Key)> CreateAsync(UserRecord user, string name, HttpContext context)
    {
        try
        {
            return await users.ApiKeys.CreateAsync(user.AppId, user.Id, name, context.RequestAborted);
        }
        catch (ApiKeyRefusedException error)
        {
            throw error.Reason switch
            {
                ApiKeyRefusal.NoName => new ApiException(400, null, error.Message),
                ApiKeyRefusal.NoHolder => ApiException.SessionNotFound(),
                ApiKeyRefusal.NameTaken => new ApiException(409, "APIKeyAlreadyExists", error.Message),
                _ => new ApiException(400, "InvalidParameter", error.Message),
            };
        }
    }

    private static void Write(Utf8JsonWriter writer, ApiKeyRecord key)
    {
        writer.WriteString("_id", key.Id);
        writer.WriteString("name", key.Name);
        writer.WriteBoolean("disabled", key.IsDisabled);
    }

    private static ApiException NotFound() => new(404, "APIKeyNotFound", "API key not found");
}
