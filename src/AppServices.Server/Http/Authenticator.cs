using System;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Features;
using AppServices.Server.Logs;
using AppServices.Server.Tokens;
using AppServices.Server.Users;
using Microsoft.AspNetCore.Http;

namespace AppServices.Server.Http;

/// <summary>Finds out who sends a request. Source: client-api 3.3, 3.6, 11.4.</summary>
internal sealed class Authenticator(TokenIssuer tokens, AppCatalog apps, UserDirectory users, TimeProvider clock)
{
    /// <summary>The caller of a route that takes the access token.</summary>
    /// <exception cref="ApiException">There is no such token, or it is not good any more.</exception>
    public Task<Caller> RequireAccessAsync(HttpContext context, string whenMissing) =>
        RequireAccessAsync(context, ApiRequest.BearerToken(context), whenMissing);

    /// <summary>The caller of a route that takes the access token of a user of the app in its path.</summary>
    /// <exception cref="ApiException">There is no such token, it is not good any more, or it is for another app.</exception>
    public async Task<Caller> RequireAccessAsync(HttpContext context, RunningApp app, string whenMissing) =>
        OfApp(app, await RequireAccessAsync(context, whenMissing));

    /// <summary>
    /// The caller of a stream, whose access token may be in the query where there is none in the header (client-api 6.5).
    /// </summary>
    /// <exception cref="ApiException">There is no such token, it is not good any more, or it is for another app.</exception>
    public async Task<Caller> RequireStreamAsync(HttpContext context, RunningApp app, string whenMissing) =>
        OfApp(app, await RequireAccessAsync(context, ApiRequest.BearerToken(context) ?? StreamQuery.AccessToken(context), whenMissing));

    /// <summary>The caller and the session of a route that takes the refresh token.</summary>
    /// <exception cref="ApiException">There is no such token, or the session is over.</exception>
    public async Task<(Caller Caller, SessionRecord Session)> RequireRefreshAsync(HttpContext context)
    {
        TokenClaims token = await ReadAsync(ApiRequest.BearerToken(context), MissingHeader);
        if (!token.IsRefresh) throw new ApiException(401, null, "invalid refresh token: incorrect token type");
        Caller caller = await ToCallerAsync(token, context);
        SessionRecord session = await users.Sessions.FindAsync(token.SessionId, context.RequestAborted)
            ?? throw ApiException.SessionNotFound();
        return (caller, session);
    }

    /// <summary>What a user route below <c>/auth</c> says to a request without a token.</summary>
    public const string MissingHeader = "expected Authorization header with JWT (Bearer schema)";

    private async Task<Caller> RequireAccessAsync(HttpContext context, string? text, string whenMissing)
    {
        TokenClaims token = await ReadAsync(text, whenMissing);
        if (token.IsRefresh) throw ApiException.Unauthorized();
        if (token.ExpiresAt <= clock.GetUtcNow()) throw ApiException.InvalidSession("invalid session: access token expired");
        return await ToCallerAsync(token, context);
    }

    private static Caller OfApp(RunningApp app, Caller caller) => caller.App == app
        ? caller
        : throw new ApiException(401, "UserAppDomainMismatch", $"the user belongs to another app than '{app.Definition.ClientAppId}'");

    private async ValueTask<TokenClaims> ReadAsync(string? text, string whenMissing) =>
        await tokens.ReadAsync(text ?? throw new ApiException(401, null, whenMissing)) ?? throw ApiException.Unauthorized();

    private async Task<Caller> ToCallerAsync(TokenClaims token, HttpContext context)
    {
        RunningApp app = apps.OfDomain(context, token.DomainId) ?? throw ApiException.SessionNotFound();
        AllowedAddresses.Check(app, context);
        AllowedOrigins.Check(app, context);
        UserRecord user = await users.Users.FindAsync(token.UserId, context.RequestAborted) ?? throw ApiException.SessionNotFound();
        if (LogEntry.Of(context) is { } entry) entry.UserId = user.Id;
        if (user.IsDisabled) throw ApiException.UserDisabled();
        return new Caller(app, user, token);
    }
}
