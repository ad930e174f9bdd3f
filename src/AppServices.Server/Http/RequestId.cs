using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using MongoDB.Bson;

namespace AppServices.Server.Http;

/// <summary>Gives each request the id under which its reply and the log name it. Source: client-api 0.3.6.</summary>
internal static class RequestId
{
    private const string Header = "x-appservices-request-id";

    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        context.TraceIdentifier = ObjectId.GenerateNewId().ToString();
        // At the last moment, because the answer to a fault begins with clearing all headers.
        context.Response.OnStarting(
            static context =>
            {
                ((HttpContext)context).Response.Headers[Header] = ((HttpContext)context).TraceIdentifier;
                return Task.CompletedTask;
            },
            context);
        return next(context);
    }
}
