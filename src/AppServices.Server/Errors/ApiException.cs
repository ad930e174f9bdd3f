using System;

namespace AppServices.Server.Errors;

/// <summary>A refusal that the client is told. Source: client-api 11.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="code">The error code's name; null for none.</param>
/// <param name="message">The text.</param>
internal sealed class ApiException(int status, string? code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string? Code { get; } = code;

    /// <summary>When it is worth trying again; null if the client is told nothing of that.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>429: somebody asks too often.</summary>
    public static ApiException TooMany(string message, TimeSpan retryAfter) => new(429, null, message) { RetryAfter = retryAfter };

    /// <summary>401 with the text that makes every client refresh its access token once.</summary>
    public static ApiException Unauthorized(string? code = null) => new(401, code, "unauthorized");

    public static ApiException InvalidSession(string message) => new(401, "InvalidSession", message);

    /// <summary>401 for tokens of a user who is disabled (client-api 11.4).</summary>
    public static ApiException UserDisabled() => InvalidSession("invalid session: user disabled");

    /// <summary>401 for a credential that is good for nothing; the code alone says more (client-api 2.7).</summary>
    public static ApiException BadCredential() => Unauthorized("AuthError");

    public static ApiException BadRequest(string message) => new(400, "BadRequest", message);

    /// <summary>Something that the server needs does not work; the log has the reason.</summary>
    public static ApiException Unavailable(string message) => new(500, "InternalServerError", message);

    /// <summary>The session is over; clients know this text (client-api 15.1, 10).</summary>
    public static ApiException SessionNotFound() => InvalidSession("invalid session: failed to find refresh token");
}
