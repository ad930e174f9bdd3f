using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;

namespace AppServices.Http;

/// <summary>Header names of a reply for a trace; values only from a list of harmless ones, since any other may hold a secret.</summary>
internal static class ReplyHeaders
{
    private static readonly HashSet<string> s_harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        "Content-Type", "Content-Length", "Date", "Retry-After", "Server", "Transfer-Encoding",
    };

    public static IReadOnlyList<string> Describe(HttpResponseMessage response) =>
        response.Headers.Concat(response.Content.Headers)
            .Select(header => s_harmless.Contains(header.Key) ? $"{header.Key}: {string.Join(", ", header.Value)}" : header.Key)
            .ToList();
}
