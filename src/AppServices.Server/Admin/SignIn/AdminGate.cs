using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Admin.Operators;
using AppServices.Server.AppConfig;
using AppServices.Server.Errors;
using AppServices.Server.Http;
using AppServices.Server.Tokens;
using AppServices.Server.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;

namespace AppServices.Server.Admin.SignIn;

/// <summary>
/// Lets operators in, each as far as its role goes. Without any operator nobody can tell that there is an admin API.
/// Source: admin-api 1.
/// </summary>
internal sealed class AdminGate(
    OperatorStore operators, UserDirectory users, TokenIssuer tokens, TimeProvider clock, ILoggerFactory logs)
{
    /// <summary>What a body may have where nothing else is said.</summary>
    public const long BodyBytes = 4 * 1024 * 1024;

    // No app can have this name, so that no token of an app's user is one of an operator.
    private const string App = "/admin";

    // A script that signs in at each run leaves a session behind each time.
    private const int MaxSessions = 100;

    private readonly ILogger _logger = logs.CreateLogger(AdminLog.Category);

    /// <summary>The domain of operators' tokens.</summary>
    public static string DomainId { get; } = StableId.Of("domain", App);

    /// <summary>A route that asks for no token.</summary>
    public RequestDelegate Open(Func<HttpContext, Task> run, long bodyBytes = BodyBytes) => async context =>
    {
        if (!await operators.AnyAsync(context.RequestAborted)) throw ApiRoutes.Unknown(context);
        context.Features.Set(PlainErrors.Mark);
        ApiRequest.LimitBody(context, bodyBytes);
        await run(context);
    };

    /// <summary>A route for operators whose role has a right.</summary>
    public RequestDelegate For(AdminRight right, Func<AdminCall, Task> run, long bodyBytes = BodyBytes) => Open(
        async context =>
        {
            AdminCall call = await AuthenticateAsync(context);
            if (!call.Operator.Role.Has(right))
            {
                AdminLog.Forbidden(_logger, call.Operator.Title, context.Request.Method, context.Request.Path);
                throw new ApiException(
                    403, null, $"the role '{call.Operator.Role.Name()}' may not do this; sign in with a key or an account that may");
            }
            if (context.Request.RouteValues["group"] is string group && group != call.GroupId)
                throw new ApiException(404, null, $"group not found: '{group}'");
            await run(call);
        },
        bodyBytes);

    /// <summary>The operator of an access token.</summary>
    /// <exception cref="ApiException">There is no such token, or it is not good any more.</exception>
    public async Task<AdminCall> AuthenticateAsync(HttpContext context)
    {
        TokenClaims token = await ReadAsync(context);
        if (token.IsRefresh) throw ApiException.InvalidSession("invalid session: a refresh token is no access token");
        if (token.ExpiresAt <= clock.GetUtcNow()) throw ApiException.InvalidSession("invalid session: access token expired");
        return await ToCallAsync(context, token);
    }

    /// <summary>The operator of a refresh token.</summary>
    /// <exception cref="ApiException">There is no such token, or the session is over.</exception>
    public async Task<AdminCall> AuthenticateRefreshAsync(HttpContext context)
    {
        TokenClaims token = await ReadAsync(context);
        if (!token.IsRefresh) throw new ApiException(401, null, "invalid refresh token: incorrect token type");
        return await ToCallAsync(context, token);
    }

    /// <summary>Begins a session.</summary>
    public async Task<SessionRecord> BeginAsync(
        OperatorRecord known, string deviceId, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        var session = new SessionRecord(
            ObjectId.GenerateNewId(now.UtcDateTime).ToString(), App, DomainId, known.Id, deviceId, known.ToIdentity(), now + lifetime);
        await users.Store.WriteAsync(
            [.. await users.Sessions.EndingOldestAsync(known.Id, MaxSessions - 1, cancellationToken), SessionStore.Adding(session)],
            cancellationToken);
        return session;
    }

    private async Task<TokenClaims> ReadAsync(HttpContext context)
    {
        string text = ApiRequest.BearerToken(context) ?? throw ApiException.Unauthorized("MissingSession");
        return await tokens.ReadAsync(text) is { } token && token.DomainId == DomainId
            ? token
            : throw new ApiException(401, null, "invalid session: valid Issuer required");
    }

    private async Task<AdminCall> ToCallAsync(HttpContext context, TokenClaims token)
    {
        SessionRecord session = await users.Sessions.FindAsync(token.SessionId, context.RequestAborted)
            ?? throw ApiException.SessionNotFound();
        OperatorRecord known = await operators.FindAsync(token.UserId, context.RequestAborted) ?? throw ApiException.SessionNotFound();
        return new AdminCall(context, known, session, await operators.GroupIdAsync(context.RequestAborted), _logger);
    }
}
