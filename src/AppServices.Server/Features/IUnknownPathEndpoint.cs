using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace AppServices.Server.Features;

/// <summary>Something of a feature that answers requests that no route is for.</summary>
internal interface IUnknownPathEndpoint
{
    /// <summary>Answers a request; false when it is none for this feature either.</summary>
    Task<bool> TryAnswerAsync(HttpContext context);
}
