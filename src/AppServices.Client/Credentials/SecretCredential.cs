using System.Security;
using System.Text.Json;

namespace AppServices;

/// <summary>A provider that wants one secret: a key, a token or a code.</summary>
/// <param name="provider">The provider's name in the API.</param>
/// <param name="field">The field that carries the secret. Source: client-api 2.1.</param>
/// <param name="secret">The secret.</param>
internal sealed class SecretCredential(string provider, string field, SecureString secret) : AppCredential(provider)
{
    internal override void WritePayload(Utf8JsonWriter body) => body.WriteString(field, secret.Reveal());
}
