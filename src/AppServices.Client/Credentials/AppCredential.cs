using System.Security;
using System.Text.Json;
using AppServices.Ejson;

namespace AppServices;

/// <summary>What a user logs in with. Source: client-api 2.1.</summary>
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
    public static AppCredential ApiKey(SecureString key) => new SecretCredential("api-key", "key", key);

    /// <summary>Logs in through the app's authentication function.</summary>
    /// <param name="payload">The document that the function gets.</param>
    /// <param name="format">How its values are written; plain .NET values by default.</param>
    /// <exception cref="EjsonException">The payload is no document, or a value in it has no form in Extended JSON.</exception>
    public static AppCredential Function(object? payload, EjsonFormat? format = null) =>
        new FunctionCredential(payload, (format ?? EjsonFormat.Default).Writer);

    /// <summary>Logs in with a JSON Web Token of another system that the app trusts.</summary>
    public static AppCredential Jwt(SecureString token) => new SecretCredential("custom-token", "token", token);

    /// <summary>Logs in with the server auth code that Google gave the app.</summary>
    public static AppCredential GoogleAuthCode(SecureString code) => new SecretCredential("oauth2-google", "authCode", code);

    /// <summary>Logs in with an OpenID token of Google.</summary>
    public static AppCredential GoogleIdToken(SecureString token) => new SecretCredential("oauth2-google", "id_token", token);

    /// <summary>Logs in with an access token of Facebook.</summary>
    public static AppCredential Facebook(SecureString accessToken) => new SecretCredential("oauth2-facebook", "accessToken", accessToken);

    /// <summary>Logs in with an OpenID token of Apple.</summary>
    public static AppCredential Apple(SecureString idToken) => new SecretCredential("oauth2-apple", "id_token", idToken);

    /// <summary>The provider; what a user logs in with is nobody's business.</summary>
    public override string ToString() => Provider;

    /// <summary>Writes the provider's fields into the open object of a login body.</summary>
    internal abstract void WritePayload(Utf8JsonWriter body);
}
