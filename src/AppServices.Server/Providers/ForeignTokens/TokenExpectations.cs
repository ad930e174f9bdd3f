using System.Collections.Generic;
using System.Linq;

namespace AppServices.Server.Providers.ForeignTokens;

/// <summary>What a token must say of itself.</summary>
/// <param name="Algorithms">How it may be signed.</param>
/// <param name="Issuers">Who may have issued it; empty for anyone who has the key.</param>
/// <param name="Audiences">For whom it must be.</param>
/// <param name="AnyAudience">Whether one of them is enough; otherwise it must be for all. Source: app-folder 2.4.</param>
internal sealed record TokenExpectations(
    IReadOnlyList<string> Algorithms, IReadOnlyList<string> Issuers, IReadOnlyList<string> Audiences, bool AnyAudience)
{
    public bool IsFor(IReadOnlyList<string> audiences) =>
        AnyAudience ? Audiences.Any(audiences.Contains) : Audiences.All(audiences.Contains);
}
