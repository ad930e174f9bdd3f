using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using MongoDB.Bson;

namespace AppServices.Server.Http;

/// <summary>Gives each request the id under which its reply and the log name it. Source: protocol.md 0.3.6.</summary>
internal static class RequestId
{
    private const string Header = "x-appservices-request-id";

    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        context.TraceIdentifier = ObjectId.GenerateNewId().ToString();
        context.Response.Headers[Header] = context.TraceIdentifier;
        return next(context);
    }
}
