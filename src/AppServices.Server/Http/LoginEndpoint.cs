using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Apps;
using AppServices.Server.Hosting;
using AppServices.Server.Providers;
using AppServices.Server.Tokens;
using AppServices.Server.Users;
using Microsoft.AspNetCore.Http;
using MongoDB.Bson;

namespace AppServices.Server.Http;

/// <summary>POST <c>/app/{app}/auth/providers/{provider}/login</c>. Source: protocol.md 2.</summary>
internal sealed class LoginEndpoint(AppCatalog apps, UserDirectory users, TokenIssuer tokens, TokenLifetimes lifetimes, TimeProvider clock)
{
    public async Task PostAsync(HttpContext context)
    {
        HostedApp app = apps.OfPath(context);
        ILoginProvider provider = app.Provider((string)context.Request.RouteValues["provider"]!);
        BsonDocument body = await ApiRequest.ReadDocumentAsync(context);
        string deviceId = DeviceId(body) ?? ObjectId.GenerateNewId().ToString();
        body.Remove("options");
        body.Remove("provider");
        if (context.Request.Query["link"] == "true")
            throw ApiException.BadRequest("this server does not link identities");
        Login login = await provider.LogInAsync(body, context.RequestAborted);
        if (login.User.IsDisabled) throw new ApiException(401, "UserDisabled", "user disabled");
        SessionRecord session = await OpenSessionAsync(app.App, login, deviceId, context.RequestAborted);
        await ApiReply.ObjectAsync(context, 200, writer =>
        {
            writer.WriteString("access_token", tokens.IssueAccess(session));
            writer.WriteString("refresh_token", tokens.IssueRefresh(session));
            writer.WriteString("user_id", login.User.Id);
            writer.WriteString("device_id", deviceId);
        });
    }

    private async Task<SessionRecord> OpenSessionAsync(ServedApp app, Login login, string deviceId, CancellationToken cancellationToken)
    {
        TimeSpan lifetime = login.Identity.ProviderType == "anon-user" ? lifetimes.AnonymousRefresh : lifetimes.Refresh;
        var session = new SessionRecord(
            ObjectId.GenerateNewId().ToString(), app.ClientAppId, app.DomainId, login.User.Id, deviceId, login.Identity, clock.GetUtcNow() + lifetime);
        await users.Sessions.AddAsync(session, cancellationToken);
        return session;
    }

    // realm-web sends an ObjectId, older clients a string (protocol.md 2.2).
    private static string? DeviceId(BsonDocument body) =>
        body.GetValue("options", BsonNull.Value) is BsonDocument options
            && options.GetValue("device", BsonNull.Value) is BsonDocument device
            && device.GetValue("deviceId", BsonNull.Value) is { } id
            && ObjectId.TryParse(id.ToString(), out ObjectId parsed)
            && parsed != ObjectId.Empty
            ? parsed.ToString()
            : null;
}
