using System;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Serving;
using AppServices.Server.Tokens;
using AppServices.Server.Users;
using Microsoft.AspNetCore.Http;

namespace AppServices.Server.Http;

/// <summary>Finds out who sends a request. Source: protocol.md 3.3, 3.6, 11.4.</summary>
internal sealed class Authenticator(TokenIssuer tokens, AppCatalog apps, UserDirectory users, TimeProvider clock)
{
    /// <summary>The caller of a route that takes the access token.</summary>
    /// <exception cref="ApiException">There is no such token, or it is not good any more.</exception>
    public async Task<Caller> RequireAccessAsync(HttpContext context, string whenMissing)
    {
        TokenClaims token = await ReadAsync(context, whenMissing);
        if (token.IsRefresh) throw ApiException.Unauthorized();
        if (token.ExpiresAt <= clock.GetUtcNow()) throw ApiException.InvalidSession("invalid session: access token expired");
        return await ToCallerAsync(token, context);
    }

    /// <summary>The caller of a route that takes the access token of a user of the app in its path.</summary>
    /// <exception cref="ApiException">There is no such token, it is not good any more, or it is for another app.</exception>
    public async Task<Caller> RequireAccessAsync(HttpContext context, HostedApp app, string whenMissing)
    {
        Caller caller = await RequireAccessAsync(context, whenMissing);
        return caller.App == app
            ? caller
            : throw new ApiException(401, "UserAppDomainMismatch", $"the user belongs to another app than '{app.App.ClientAppId}'");
    }

    /// <summary>The caller and the session of a route that takes the refresh token.</summary>
    /// <exception cref="ApiException">There is no such token, or the session is over.</exception>
    public async Task<(Caller Caller, SessionRecord Session)> RequireRefreshAsync(HttpContext context)
    {
        TokenClaims token = await ReadAsync(context, MissingHeader);
        if (!token.IsRefresh) throw new ApiException(401, null, "invalid refresh token: incorrect token type");
        Caller caller = await ToCallerAsync(token, context);
        SessionRecord session = await users.Sessions.FindAsync(token.SessionId, context.RequestAborted) ?? throw ApiException.SessionNotFound();
        return (caller, session);
    }

    /// <summary>What a user route below <c>/auth</c> says to a request without a token.</summary>
    public const string MissingHeader = "expected Authorization header with JWT (Bearer schema)";

    private async ValueTask<TokenClaims> ReadAsync(HttpContext context, string whenMissing)
    {
        string text = ApiRequest.BearerToken(context) ?? throw new ApiException(401, null, whenMissing);
        return await tokens.ReadAsync(text) ?? throw ApiException.Unauthorized();
    }

    private async Task<Caller> ToCallerAsync(TokenClaims token, HttpContext context)
    {
        HostedApp app = apps.OfDomain(token.DomainId) ?? throw ApiException.SessionNotFound();
        AllowedOrigins.Check(app, context);
        UserRecord user = await users.Users.FindAsync(token.UserId, context.RequestAborted) ?? throw ApiException.SessionNotFound();
        if (user.IsDisabled) throw ApiException.InvalidSession("invalid session: user disabled");
        return new Caller(app, user, token);
    }
}
