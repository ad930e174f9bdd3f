using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.CustomUserData;
using AppServices.Server.Features;
using AppServices.Server.Functions;
using AppServices.Server.Functions.Calls;
using AppServices.Server.Http;
using AppServices.Server.Logs;
using AppServices.Server.Providers;
using AppServices.Server.Tokens;
using AppServices.Server.Users;
using Microsoft.AspNetCore.Http;
using MongoDB.Bson;

namespace AppServices.Server.Sessions;

/// <summary>POST <c>/app/{app}/auth/providers/{provider}/login</c>. Source: client-api 2.</summary>
internal sealed class LoginEndpoint(
    AppCatalog apps, UserDirectory users, TokenIssuer tokens, AccessTokens accessTokens, TokenLifetimes lifetimes, LinkEndpoint links,
    LoginLimiter limiter)
{
    public async Task PostAsync(HttpContext context)
    {
        RunningApp app = apps.OfPath(context);
        if (context.Request.Query["link"] == "true")
        {
            if (LogEntry.Of(context) is { } link) link.AuthEvent = "LINK";
            await links.PostAsync(context, app);
            return;
        }
        ILoginProvider provider = app.Provider((string)context.Request.RouteValues["provider"]!);
        ApiRequest.LimitBody(context, provider.BodyBytes);
        BsonDocument body = await ApiRequest.ReadDocumentAsync(context);
        Device device = LoginDevice.Of(body);
        ProvenIdentity proven = await limiter.ProveAsync(provider, ToLogin(context, body), context.RequestAborted);
        (UserRecord user, SessionRecord session) = await OpenAsync(app, proven, device, context);
        if (LogEntry.Of(context) is { } entry) entry.UserId = user.Id;
        string accessToken = await IssueAsync(app, session, context.RequestAborted);
        await ApiReply.ObjectAsync(context, 200, writer =>
        {
            writer.WriteString("access_token", accessToken);
            writer.WriteString("refresh_token", tokens.IssueRefresh(session));
            writer.WriteString("user_id", user.Id);
            writer.WriteString("device_id", device.Id);
        });
    }

    /// <summary>The credential of a login body.</summary>
    internal static LoginRequest ToLogin(HttpContext context, BsonDocument body)
    {
        body.Remove("options");
        return new LoginRequest(body, FunctionRequests.Of(context));
    }

    private Task<(UserRecord User, SessionRecord Session)> OpenAsync(
        RunningApp app, ProvenIdentity proven, Device device, HttpContext context)
    {
        TimeSpan lifetime = proven.Identity.ProviderType == ProviderTypes.Anonymous
            ? lifetimes.AnonymousIdle
            : app.Definition.Get<SessionSettings>().Refresh ?? lifetimes.Refresh;
        FunctionRequest source = FunctionRequests.Of(context);
        return app.Part<AppLogins>().Sessions.OpenAsync(
            proven, device, lifetime, app.Part<AppUserData>().Creation.Of(source, context.RequestAborted),
            context.RequestAborted);
    }

    // A session whose tokens nobody gets is no session.
    private async Task<string> IssueAsync(RunningApp app, SessionRecord session, CancellationToken cancellationToken)
    {
        string? token = null;
        try
        {
            return token = await accessTokens.IssueAsync(app, session, cancellationToken);
        }
        finally
        {
            if (token is null) await users.Sessions.EndAsync(session, CancellationToken.None);
        }
    }
}
