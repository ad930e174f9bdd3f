using System;

namespace AppServices.Http;

/// <summary>The error for a reply that is not what docs/spec/client-api.md promises.</summary>
internal static class InvalidReply
{
    public static AppServicesException Create(AppReply reply, string action, string expected, Exception? cause = null) =>
        new($"{action} failed: the reply is not {expected} (HTTP {reply.Status}, {reply.MediaType ?? "no content type"}, {reply.BodyBytes} bytes).", cause)
        {
            Code = ClientErrorCode.InvalidServerResponse,
            StatusCode = reply.Status,
            RequestId = reply.RequestId,
        };
}
