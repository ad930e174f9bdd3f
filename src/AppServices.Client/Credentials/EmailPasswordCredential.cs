using System.Security;
using System.Text.Json;

namespace AppServices;

/// <summary>Provider <c>local-userpass</c>; the address travels as <c>username</c> here and as <c>email</c> elsewhere.</summary>
internal sealed class EmailPasswordCredential(string email, SecureString password) : AppCredential("local-userpass")
{
    internal override void WritePayload(Utf8JsonWriter body)
    {
        body.WriteString("username", email);
        body.WriteString("password", password.Reveal());
    }
}
