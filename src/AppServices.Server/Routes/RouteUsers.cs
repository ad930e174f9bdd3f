using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.CustomUserData;
using AppServices.Server.Errors;
using AppServices.Server.Features;
using AppServices.Server.Functions;
using AppServices.Server.Functions.Calls;
using AppServices.Server.Http;
using AppServices.Server.Providers;
using AppServices.Server.Sessions;
using AppServices.Server.Tokens;
using AppServices.Server.Users;
using MongoDB.Bson;

namespace AppServices.Server.Routes;

/// <summary>Application authentication: finds out which user sends a request to a route. Source: app-folder 8.4.</summary>
internal sealed class RouteUsers(Authenticator authenticator, LoginLimiter limiter)
{
    private static readonly string[] s_token = ["Authorization"];

    /// <summary>The user, who is logged in for this one request unless it brings an access token.</summary>
    /// <exception cref="ApiException">There is no credential, or it is not good.</exception>
    public async Task<FunctionUser> RequireAsync(RouteRequest request, RouteSettings settings, CredentialPlaces places)
    {
        CancellationToken cancellation = request.Context.RequestAborted;
        UserRecord user;
        if (ApiRequest.BearerToken(request.Context) is not null)
        {
            request.Hide(s_token);
            user = await OfTokenAsync(request);
        }
        else
        {
            RouteCredential credential = RouteCredential.Of(request, places);
            request.Hide(RouteCredential.Headers);
            user = await LogInAsync(request, credential, settings.CreatesUsers, cancellation);
        }
        BsonDocument data = settings.FetchesCustomData ? await request.App.Part<ICustomUserData>().ReadAsync(user.Id, cancellation) : [];
        return FunctionUsers.Of(user, data);
    }

    // Details of what is wrong with a token are nobody's business.
    private async Task<UserRecord> OfTokenAsync(RouteRequest request)
    {
        try
        {
            return (await authenticator.RequireAccessAsync(request.Context, request.App, "invalid session")).User;
        }
        catch (ApiException error) when (error.Status == 401)
        {
            throw ApiException.InvalidSession("invalid session");
        }
    }

    private async Task<UserRecord> LogInAsync(
        RouteRequest request, RouteCredential credential, bool createsUsers, CancellationToken cancellation)
    {
        RunningApp app = request.App;
        FunctionRequest source = request.Source;
        try
        {
            var login = new LoginRequest(credential.Body, source);
            ProvenIdentity proven = await limiter.ProveAsync(app.Provider(credential.Provider), login, cancellation);
            // Keys and accounts are the app's own, so that their users are known to it before they are first seen.
            bool mayCreate = createsUsers || credential.Provider != ProviderTypes.CustomToken;
            return await app.Part<AppLogins>().Sessions.LogInAsync(
                proven,
                mayCreate ? app.Part<AppUserData>().Creation.Of(source, cancellation) : _ => throw NoUser(),
                cancellation);
        }
        catch (ApiException error) when (error.Status is 401 or 404)
        {
            throw NoUser();
        }
    }

    private static ApiException NoUser() => ApiException.InvalidSession("invalid session: error finding user for endpoint");
}
