using System;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using AppServices.Server.Admin.Operators;
using AppServices.Server.Errors;
using AppServices.Server.Http;
using AppServices.Server.Providers;
using AppServices.Server.Tokens;
using AppServices.Server.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;

namespace AppServices.Server.Admin.SignIn;

/// <summary>Signing in, sessions, and who somebody is. Source: admin-api 1.</summary>
internal sealed class SignInEndpoint(
    AdminGate gate, OperatorStore operators, LoginLimiter limiter, PasswordHashes hashes, TokenIssuer tokens,
    TokenLifetimes lifetimes, UserDirectory users, ILoggerFactory logs)
{
    /// <summary>What a body with a credential may have.</summary>
    public const long BodyBytes = 16 * 1024;

    private static readonly string s_version =
        typeof(SignInEndpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? "";

    private readonly ILogger _logger = logs.CreateLogger(AdminLog.Category);

    public static Task GetVersionAsync(HttpContext context) =>
        AdminJson.SendAsync(context, 200, new JsonObject { ["version"] = s_version });

    public static Task GetProvidersAsync(HttpContext context) => AdminJson.SendAsync(
        context, 200, new JsonArray(Provider(OperatorRecord.Key), Provider(OperatorRecord.Account)));

    public async Task LogInAsync(HttpContext context)
    {
        string provider = (string)context.Request.RouteValues["provider"]!;
        string address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        JsonObject body = await AdminJson.ReadObjectAsync(context);
        string? account = provider == OperatorRecord.Account ? $"{AdminGate.DomainId} {body.RequiredText("username")}" : null;
        OperatorRecord known = await limiter.AttemptAsync(
            address, account,
            async () => await ProveAsync(provider, body, context) ?? throw Refusal(provider, address), context.RequestAborted);
        string device = ObjectId.GenerateNewId().ToString();
        SessionRecord session = await gate.BeginAsync(known, device, lifetimes.Refresh, context.RequestAborted);
        AdminLog.SignedIn(_logger, known.Title, address);
        await AdminJson.SendAsync(context, 200, new JsonObject
        {
            ["access_token"] = tokens.IssueAccess(session, null),
            ["refresh_token"] = tokens.IssueRefresh(session),
            ["user_id"] = known.Id,
            ["device_id"] = device,
        });
    }

    public async Task RefreshAsync(HttpContext context)
    {
        AdminCall call = await gate.AuthenticateRefreshAsync(context);
        await AdminJson.SendAsync(context, 201, new JsonObject { ["access_token"] = tokens.IssueAccess(call.Session, null) });
    }

    public async Task LogOutAsync(HttpContext context)
    {
        AdminCall call = await gate.AuthenticateRefreshAsync(context);
        await users.Sessions.EndAsync(call.Session, context.RequestAborted);
        await ApiReply.EmptyAsync(context, 204);
    }

    public async Task GetProfileAsync(HttpContext context)
    {
        AdminCall call = await gate.AuthenticateAsync(context);
        OperatorRecord known = call.Operator;
        var data = new JsonObject { ["name"] = known.Name };
        if (known.Name.Contains('@', StringComparison.Ordinal)) data["email"] = known.Name;
        await AdminJson.SendAsync(context, 200, new JsonObject
        {
            ["user_id"] = known.Id,
            ["domain_id"] = AdminGate.DomainId,
            ["identities"] = new JsonArray(
                new JsonObject { ["id"] = known.Id, ["provider_type"] = known.Kind, ["provider_id"] = AdminGate.DomainId }),
            ["data"] = data,
            ["type"] = "normal",
            ["roles"] = new JsonArray(new JsonObject { ["role_name"] = known.Role.ProfileName(), ["group_id"] = call.GroupId }),
        });
    }

    private ApiException Refusal(string provider, string address)
    {
        AdminLog.Refused(_logger, provider, address);
        return new ApiException(401, null, provider == OperatorRecord.Key
            ? "failed to authenticate with MongoDB Cloud API: You are not authorized for this resource."
            : "unauthorized");
    }

    private static JsonObject Provider(string name) =>
        new() { ["_id"] = AppConfig.StableId.Of("provider", "/admin/" + name), ["name"] = name, ["type"] = name, ["disabled"] = false };

    // What signs in with a password may be a script that has a key.
    private async Task<OperatorRecord?> ProveAsync(string provider, JsonObject body, HttpContext context) => provider switch
    {
        OperatorRecord.Key =>
            await operators.ProveKeyAsync(body.RequiredText("username"), body.RequiredText("apiKey"), context.RequestAborted),
        OperatorRecord.Account when body.RequiredText("username") is var name && body.RequiredText("password") is var password =>
            await operators.ProveKeyAsync(name, password, context.RequestAborted)
                ?? await operators.ProvePasswordAsync(name, password, hashes, context.RequestAborted),
        _ => throw new ApiException(404, "AuthProviderNotFound", $"auth provider not found: '{provider}'"),
    };
}
