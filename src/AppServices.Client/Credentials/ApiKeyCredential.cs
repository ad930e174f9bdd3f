using System.Security;
using System.Text.Json;

namespace AppServices;

/// <summary>Provider <c>api-key</c>, for keys of users and of the server alike.</summary>
internal sealed class ApiKeyCredential(SecureString key) : AppCredential("api-key")
{
    internal override void WritePayload(Utf8JsonWriter body) => body.WriteString("key", Reveal(key));
}
