using System.Net;
using System.Security;

namespace AppServices;

/// <summary>Secrets as text and back; the text lives only for the moment it is written or read (cmdlets P11).</summary>
public static class Secrets
{
    /// <summary>The text of a secret, for the moment it is written into a body.</summary>
    public static string Reveal(this SecureString secret) => new NetworkCredential("", secret).Password;

    /// <summary>A secret that the service told, out of sight from now on.</summary>
    public static SecureString Hide(string text)
    {
        SecureString secret = new NetworkCredential("", text).SecurePassword;
        secret.MakeReadOnly();
        return secret;
    }
}
