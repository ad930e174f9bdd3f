using System.Threading.Tasks;
using AppServices.Server.Hosting;
using AppServices.Server.Providers;
using Microsoft.AspNetCore.Http;
using MongoDB.Bson;

namespace AppServices.Server.Http;

/// <summary>POST <c>/app/{app}/auth/providers/local-userpass/register</c>. Source: protocol.md 4.</summary>
internal sealed class RegisterEndpoint(AppCatalog apps)
{
    public async Task PostAsync(HttpContext context)
    {
        var provider = (EmailPasswordProvider)apps.OfPath(context).Provider("local-userpass");
        BsonDocument body = await ApiRequest.ReadDocumentAsync(context);
        await provider.RegisterAsync(body.RequiredText("email"), body.RequiredText("password"), context.RequestAborted);
        await ApiReply.EmptyAsync(context, 201);
    }
}
