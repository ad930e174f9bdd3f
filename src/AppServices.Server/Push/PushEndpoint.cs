using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Features;
using AppServices.Server.Http;
using AppServices.Server.Storage;
using AppServices.Server.Users;
using Microsoft.AspNetCore.Http;

namespace AppServices.Server.Push;

/// <summary><c>/app/{app}/push/providers/{service}/registration</c>. Source: client-api 9, app-folder 9.</summary>
internal sealed class PushEndpoint(AppCatalog apps, Authenticator authenticator, UserDirectory users)
{
    private const int MaxTokenLength = 4096;

    public async Task RegisterAsync(HttpContext context)
    {
        (Caller caller, string service) = await RequireAsync(context);
        string token = (await ApiRequest.ReadDocumentAsync(context)).RequiredText("registrationToken");
        if (token.Length is 0 or > MaxTokenLength)
            throw new ApiException(400, "InvalidParameter", $"'registrationToken' must have 1 to {MaxTokenLength} characters");
        try
        {
            await users.Push.RegisterAsync(
                new PushRegistration(caller.User.Id, caller.Token.DeviceId, service, token), context.RequestAborted);
        }
        catch (StaleWriteException)
        {
            throw ApiException.SessionNotFound();       // the user has just been deleted
        }
        await ApiReply.EmptyAsync(context, 204);
    }

    public async Task DeregisterAsync(HttpContext context)
    {
        (Caller caller, string service) = await RequireAsync(context);
        await users.Push.DeregisterAsync(caller.User.Id, caller.Token.DeviceId, service, context.RequestAborted);
        await ApiReply.EmptyAsync(context, 204);
    }

    private async Task<(Caller Caller, string Service)> RequireAsync(HttpContext context)
    {
        RunningApp app = apps.OfPath(context);
        Caller caller = await authenticator.RequireAccessAsync(context, app, whenMissing: "unauthorized");
        string service = (string)context.Request.RouteValues["service"]!;
        return app.Definition.Get<PushServices>().All.ContainsKey(service)
            ? (caller, service)
            : throw new ApiException(404, "ServiceNotFound", $"service not found: '{service}'");
    }
}
