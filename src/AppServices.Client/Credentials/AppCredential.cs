using System.Net;
using System.Security;
using System.Text.Json;

namespace AppServices;

/// <summary>What a user logs in with. Source: protocol.md 2.1.</summary>
public abstract class AppCredential
{
    private protected AppCredential(string provider) => Provider = provider;

    /// <summary>The provider's name in the API, such as <c>local-userpass</c>.</summary>
    public string Provider { get; }

    /// <summary>Logs in as a new user without an account, or again as the one known already.</summary>
    public static AppCredential Anonymous() => new AnonymousCredential();

    /// <summary>Logs in with an e-mail address, which is case-sensitive, and its password.</summary>
    public static AppCredential EmailPassword(string email, SecureString password) => new EmailPasswordCredential(email, password);

    /// <summary>Logs in with an API key of the app's server or of a user.</summary>
    public static AppCredential ApiKey(SecureString key) => new ApiKeyCredential(key);

    /// <summary>Writes the provider's fields into the open object of a login body.</summary>
    internal abstract void WritePayload(Utf8JsonWriter body);

    /// <summary>The text of a secret, for the moment it is written into a body.</summary>
    private protected static string Reveal(SecureString secret) => new NetworkCredential("", secret).Password;
}
