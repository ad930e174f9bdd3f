using System;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AppServices.Http;

/// <summary>The errors of requests that got no proper reply.</summary>
internal static class SendFailure
{
    /// <summary>No connection, or one that broke.</summary>
    /// <param name="request">The request.</param>
    /// <param name="address">Where it was sent.</param>
    /// <param name="proxy">The proxy through which a connection was to be made; null for none.</param>
    /// <param name="error">What went wrong.</param>
    public static AppServicesException Unreachable(AppRequest request, Uri address, Uri? proxy, Exception error)
    {
        string code = HasTooLongHeaders(error) ? ClientErrorCode.ClientReplyTooLarge
            : IsRefusedByProxy(error) ? ClientErrorCode.ClientProxyRefused
            : IsTls(error) ? ClientErrorCode.TlsFailed
            : proxy is not null ? ClientErrorCode.ProxyFailed
            : ClientErrorCode.ServerUnreachable;
        string way = code == ClientErrorCode.ProxyFailed ? $" through the proxy {ServiceAddress.Show(proxy!)}" : "";
        return new($"{request.Action} failed: cannot reach {Origin(address)}{way}: {error.GetBaseException().Message}", error)
        {
            Code = code,
        };
    }

    /// <summary>Silence for too long.</summary>
    public static AppServicesException TimedOut(AppRequest request, Uri address, TimeSpan limit, Exception error) =>
        new($"{request.Action} failed: no reply from {Origin(address)} within {limit.TotalSeconds:0.###} seconds.", error)
        {
            Code = ClientErrorCode.RequestTimedOut,
        };

    /// <summary>More than anybody wants to keep in memory.</summary>
    /// <param name="request">The request.</param>
    /// <param name="address">Where it was sent.</param>
    /// <param name="what">What is too large: the reply, or a part of it.</param>
    /// <param name="maxBytes">How many bytes it may have.</param>
    public static AppServicesException TooLarge(AppRequest request, Uri address, string what, int maxBytes) =>
        new($"{request.Action} failed: {what} of {Origin(address)} is larger than {maxBytes} bytes, so the rest of it was not read.")
        {
            Code = ClientErrorCode.ClientReplyTooLarge,
        };

    /// <summary>A body that cannot be decompressed.</summary>
    public static AppServicesException Undecodable(AppRequest request, Uri address, string encoding, Exception? error) =>
        new($"{request.Action} failed: the reply of {Origin(address)} cannot be decompressed ({encoding}).", error)
        {
            Code = ClientErrorCode.InvalidServerResponse,
        };

#if NET
    private static bool HasTooLongHeaders(Exception error) =>
        error is System.Net.Http.HttpRequestException { HttpRequestError: System.Net.Http.HttpRequestError.ConfigurationLimitExceeded };

    // A proxy that lets nothing through answers to the question whether it does, and the request is never sent.
    private static bool IsRefusedByProxy(Exception error) =>
        error is System.Net.Http.HttpRequestException { HttpRequestError: System.Net.Http.HttpRequestError.ProxyTunnelError };
#else
    private static bool IsRefusedByProxy(Exception error) => error.GetBaseException() is System.Net.WebException
    {
        Response: System.Net.HttpWebResponse { StatusCode: System.Net.HttpStatusCode.ProxyAuthenticationRequired },
    };

    // .NET Framework does not tell it from other broken replies.
    private static bool HasTooLongHeaders(Exception error) => false;
#endif

    private static bool IsTls(Exception error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
            if (cause is AuthenticationException) return true;
        return false;
    }

    private static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);
}

/// <summary>Turns a reply outside 200-299 into an exception. Source: client-api 11.1, 11.2.</summary>
internal static class ErrorReply
{
    private const int MaxQuotedBytes = 800;

    // JSON Web Tokens, which are what requests carry. Whoever answers may repeat them.
    private static readonly Regex s_tokens = new(@"\beyJ[\w-]+\.[\w-]+\.[\w-]*");

    // A line of words. Whatever else there is may repeat a header, a query or a body, and with them a token or a password.
    private static readonly Regex s_words = new(@"^(?!.*[\p{L}\p{N}.-]{25})[\p{L}\p{N} ,.!?'()-]{1,200}\z");

    public static AppServicesException ToException(AppReply reply, string action, Exception? cause = null)
    {
        (string? text, string? code, string? link) = reply.IsJson ? ReadJson(reply.Body) : default;
        string? reason = text is null ? Quote(reply) : s_tokens.Replace(text, "...");
        return new AppServicesException($"{action} failed: {reason ?? "the service gave no reason"} ({Describe(reply, code)}).", cause)
        {
            Code = code,
            Reason = reason,
            StatusCode = reply.Status,
            RetryAfter = reply.RetryAfter,
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

    // Not the service's own form of an error. Markup and foreign JSON tell a user nothing that the status does not.
    private static string? Quote(AppReply reply)
    {
        if (reply.Body.Length is 0 or > MaxQuotedBytes || !reply.IsOf("text/plain")) return null;
        string text = Encoding.UTF8.GetString(reply.Body).Trim();
        return s_words.IsMatch(text) ? text : null;
    }
}

/// <summary>The error for a reply that is not what docs/spec/client-api.md promises.</summary>
internal static class InvalidReply
{
    public static AppServicesException Create(AppReply reply, string action, string expected, Exception? cause = null) =>
        new($"{action} failed: the reply is not {expected} " +
            $"(HTTP {reply.Status}, {reply.MediaType ?? "no content type"}, {reply.BodyBytes} bytes).", cause)
        {
            Code = ClientErrorCode.InvalidServerResponse,
            StatusCode = reply.Status,
            RequestId = reply.RequestId,
        };
}
