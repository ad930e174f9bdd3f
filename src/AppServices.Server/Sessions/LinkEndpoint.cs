using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Features;
using AppServices.Server.Http;
using AppServices.Server.Providers;
using AppServices.Server.Settings;
using AppServices.Server.Users;
using Microsoft.AspNetCore.Http;
using MongoDB.Bson;

namespace AppServices.Server.Sessions;

/// <summary>POST <c>/app/{app}/auth/providers/{provider}/login?link=true</c>. Source: client-api 2.6.</summary>
internal sealed class LinkEndpoint(
    Authenticator authenticator, UserDirectory users, AccessTokens accessTokens, ServerSettings settings, LoginLimiter limiter)
{
    private const string NoDevice = "000000000000000000000000";

    public async Task PostAsync(HttpContext context, RunningApp app)
    {
        Caller caller = await authenticator.RequireAccessAsync(context, app, Authenticator.MissingHeader);
        SessionRecord session = await users.Sessions.FindAsync(caller.Token.SessionId, context.RequestAborted)
            ?? throw ApiException.SessionNotFound();
        string type = (string)context.Request.RouteValues["provider"]!;
        ILoginProvider provider = app.Provider(type);
        if (type == ProviderTypes.Anonymous) throw ApiException.BadRequest("Cannot add anonymous credentials to an existing user.");
        ApiRequest.LimitBody(context, provider.BodyBytes);
        BsonDocument body = await ApiRequest.ReadDocumentAsync(context);
        ProvenIdentity proven = await ProveAsync(provider, LoginEndpoint.ToLogin(context, body), context);
        if (proven.UserType == UserRecord.Server) throw BadKey();
        Check(await app.Part<AppLogins>().Links.LinkAsync(caller.User.Id, proven, context.RequestAborted), type);
        string accessToken = await accessTokens.IssueAsync(app, session, context.RequestAborted);
        await ApiReply.ObjectAsync(context, 200, writer =>
        {
            writer.WriteString("access_token", accessToken);
            writer.WriteString("user_id", caller.User.Id);
            writer.WriteString("device_id", session.DeviceId ?? NoDevice);
        });
    }

    // realm-web takes 'unauthorized' for an expired token of the user, and repeats the request for ever.
    private async Task<ProvenIdentity> ProveAsync(ILoginProvider provider, LoginRequest login, HttpContext context)
    {
        try
        {
            return await limiter.ProveAsync(provider, login, context.RequestAborted);
        }
        catch (ApiException error) when (error is { Status: 401, Message: "unauthorized" } && settings.LinkConflicts == LinkConflicts.Clear)
        {
            throw new ApiException(401, error.Code, "the credential to link is not valid");
        }
    }

    private void Check(LinkOutcome outcome, string provider)
    {
        bool isStrict = settings.LinkConflicts == LinkConflicts.Strict;
        switch (outcome)
        {
            case LinkOutcome.OfAnotherUser when provider == ProviderTypes.ApiKey:
                throw BadKey();
            case LinkOutcome.OfAnotherUser:
                throw isStrict ? ApiException.BadCredential() : Conflict("the identity belongs to another user");
            case LinkOutcome.SecondEmail:
                throw isStrict
                    ? new ApiException(500, "AuthError", "unauthorized")
                    : Conflict("the user has another e-mail identity already");
        }
    }

    private static ApiException Conflict(string message) => new(409, "AuthError", message);

    private static ApiException BadKey() => new(400, "InvalidParameter", "invalid user link request");
}
