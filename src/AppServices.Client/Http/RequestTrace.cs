using System;
using System.Collections.Generic;

namespace AppServices;

/// <summary>What may be told about a request afterwards: no query, no body, no token.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, without host and query.</param>
/// <param name="Status">The HTTP status of the reply.</param>
/// <param name="Duration">From sending to the last byte of the reply.</param>
/// <param name="RequestId">The service's id of the request; null when it gave none.</param>
/// <param name="Attempt">1 for the first try, 2 for the repetition after an access-token refresh or a redirect.</param>
/// <param name="ReplyHeaders">Header names of the reply; with values only where they are harmless.</param>
/// <param name="RequestBytes">The size of the request's body.</param>
/// <param name="ReplyBytes">The size of the reply's body.</param>
public sealed record RequestTrace(
    string Method,
    string Path,
    int Status,
    TimeSpan Duration,
    string? RequestId,
    int Attempt,
    IReadOnlyList<string> ReplyHeaders,
    int RequestBytes,
    long ReplyBytes);
