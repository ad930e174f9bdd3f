using System;
using System.Security;
using System.Text.RegularExpressions;

namespace AppServices;

/// <summary>What a confirmation or reset mail hands over, good for one use within 30 minutes. Source: client-api 4.1, 4.2.</summary>
/// <param name="Token">The secret part.</param>
/// <param name="TokenId">The id of the token.</param>
public sealed record AccountToken(SecureString Token, string TokenId)
{
    /// <summary>
    /// Reads a link as mailed, whose query holds <c>token</c> and <c>tokenId</c>, even one behind a <c>#</c> as web apps of
    /// one page have it.
    /// </summary>
    /// <exception cref="AppServicesException">It is no such link.</exception>
    public static AccountToken FromLink(SecureString link)
    {
        string text = link.Reveal();
        if (Find(text, "token") is { } token && Find(text, "tokenId") is { } id) return new AccountToken(Secrets.Hide(token), id);
        throw new AppServicesException("This is no confirmation or reset link: it lacks 'token' or 'tokenId'.")
        {
            Code = ClientErrorCode.LinkInvalid,
        };
    }

    /// <summary>The id.</summary>
    public override string ToString() => TokenId;

    private static string? Find(string link, string name) =>
        Regex.Match(link, $@"[?&]{name}=([^&#\s]+)") is { Success: true } found ? Uri.UnescapeDataString(found.Groups[1].Value) : null;
}
