using System;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace AppServices;

/// <summary>
/// The name under which a session is kept: readable, and made of letters, digits and hyphens only, because it becomes the
/// name of a file or of a secret in any vault.
/// </summary>
public static class SessionName
{
    /// <summary>What the names of all sessions of an app at an address begin with.</summary>
    public static string PrefixOf(string appId, Uri baseUri) => $"{Plain(appId)}-{Hash(appId + "\n" + baseUri.AbsoluteUri)}-";

    /// <summary>The name of a user's session.</summary>
    public static string Of(string appId, Uri baseUri, string userId) => PrefixOf(appId, baseUri) + Plain(userId);

    private static string Plain(string id) => id.Length is > 0 and <= 64 && id.All(IsPlain) ? id : Hash(id);

    private static bool IsPlain(char character) => character is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-';

    private static string Hash(string text) =>
        string.Concat(Sha256(Encoding.UTF8.GetBytes(text)).Take(8).Select(one => one.ToString("x2", null)));

    private static byte[] Sha256(byte[] bytes)
    {
#if NET
        return SHA256.HashData(bytes);
#else
        using var sha = SHA256.Create();
        return sha.ComputeHash(bytes);
#endif
    }
}
