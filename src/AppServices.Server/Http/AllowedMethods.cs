using System.Collections.Generic;
using AppServices.Server.Errors;
using Microsoft.AspNetCore.Http;

namespace AppServices.Server.Http;

/// <summary>The refusal of a method that a route does not have: 405, with those that it has in <c>Allow</c>. Source: client-api 11.</summary>
internal static class AllowedMethods
{
    /// <summary>Says in the reply which methods there are, and that this is none of them.</summary>
    public static void Refuse(HttpContext context, params IEnumerable<string> allowed)
    {
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = string.Join(", ", allowed);
    }

    /// <summary>The refusal by a route of an app, to which browsers may send <c>OPTIONS</c> besides.</summary>
    /// <param name="context">The request.</param>
    /// <param name="code">The error code.</param>
    /// <param name="what">What was not found, such as <c>endpoint not found: GET /a</c>.</param>
    /// <param name="allowed">The methods that there are.</param>
    public static ApiException Refusal(HttpContext context, string code, string what, params IReadOnlyList<string> allowed)
    {
        Refuse(context, [.. allowed, HttpMethods.Options]);
        return new ApiException(StatusCodes.Status405MethodNotAllowed, code, $"{what}; it has {string.Join(", ", allowed)}");
    }
}
