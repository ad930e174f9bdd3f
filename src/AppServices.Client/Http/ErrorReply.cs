using System;
using System.Text;
using System.Text.Json;

namespace AppServices.Http;

/// <summary>Turns a reply outside 200-299 into an exception. Source: client-api 11.1, 11.2.</summary>
internal static class ErrorReply
{
    private const int MaxQuoteLength = 200;

    public static AppServicesException ToException(AppReply reply, string action, Exception? cause = null)
    {
        (string? text, string? code, string? link) = reply.IsJson ? ReadJson(reply.Body) : default;
        string? reason = text ?? Quote(reply);
        return new AppServicesException($"{action} failed: {reason ?? "the service gave no reason"} ({Describe(reply, code)}).", cause)
        {
            Code = code,
            Reason = reason,
            StatusCode = reply.Status,
            RequestId = reply.RequestId,
            LogUrl = Uri.TryCreate(link, UriKind.Absolute, out Uri? url) ? url : null,
        };
    }

    /// <summary>Whether a reply says that the token was not accepted, rather than what was asked for (client-api 11.4).</summary>
    public static bool IsInvalidSession(AppReply reply) => reply.IsJson && ReadJson(reply.Body).Code == "InvalidSession";

    private static string Describe(AppReply reply, string? code) =>
        code is null ? $"HTTP {reply.Status}" : $"{code}, HTTP {reply.Status}";

    private static (string? Text, string? Code, string? Link) ReadJson(byte[] body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement root = document.RootElement;
            return (JsonReply.Text(root, "error"), JsonReply.Text(root, "error_code"), JsonReply.Text(root, "link"));
        }
        catch (JsonException)
        {
            return default;
        }
    }

    // A proxy answers in HTML: its markup tells a user nothing that the status does not.
    private static string? Quote(AppReply reply)
    {
        if (reply.Body.Length == 0 || reply.MediaType is not ("text/plain" or "application/json")) return null;
        string text = Encoding.UTF8.GetString(reply.Body, 0, Math.Min(reply.Body.Length, MaxQuoteLength * 4)).Trim();
        return text.Length == 0 ? null : text.Length <= MaxQuoteLength ? text : text.Remove(MaxQuoteLength) + "...";
    }
}
