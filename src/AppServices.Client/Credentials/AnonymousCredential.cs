using System.Text.Json;

namespace AppServices;

/// <summary>Provider <c>anon-user</c>, which needs no fields.</summary>
internal sealed class AnonymousCredential() : AppCredential("anon-user")
{
    internal override void WritePayload(Utf8JsonWriter body) { }
}
