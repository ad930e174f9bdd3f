using System.Security;
using System.Text.Json;
using AppServices.Bson;
using AppServices.Ejson;
using AppServices.Http;

namespace AppServices;

/// <summary>Provider <c>anon-user</c>, which needs no fields.</summary>
internal sealed class AnonymousCredential() : AppCredential("anon-user")
{
    internal override void WritePayload(Utf8JsonWriter body) { }
}

/// <summary>Provider <c>local-userpass</c>; the address travels as <c>username</c> here and as <c>email</c> elsewhere.</summary>
internal sealed class EmailPasswordCredential(string email, SecureString password) : AppCredential("local-userpass")
{
    internal override void WritePayload(Utf8JsonWriter body)
    {
        body.WriteString("username", email);
        body.WriteString("password", password.Reveal());
    }
}

/// <summary>
/// Provider <c>custom-function</c>, whose fields are the caller's own and stand side by side with the protocol's
/// <c>options</c>. Source: client-api 2.1, 2.8.
/// </summary>
internal sealed class FunctionCredential : AppCredential
{
    private const string Reserved = "options";

    private readonly byte[] _payload;

    /// <summary>Writes the payload at once, on the caller's thread, so that a value without a form fails here.</summary>
    public FunctionCredential(object? payload, EjsonWriter writer) : base("custom-function")
    {
        using var buffer = new Utf8Buffer();
        writer.Write(buffer, payload);
        _payload = buffer.Written.ToArray();
        if (EjsonConvert.Parse(_payload) is not BsonDocument document)
            throw new EjsonException("The payload of a function login is a document, such as @{ name = 'mia' }.");
        if (document.ContainsKey(Reserved))
            throw new EjsonException(
                $"The protocol keeps the field '{Reserved}' for itself, so the function would not see it; use another name.");
    }

    internal override void WritePayload(Utf8JsonWriter body)
    {
        using JsonDocument document = JsonDocument.Parse(_payload, JsonReply.AnyDepth);
        foreach (JsonProperty field in document.RootElement.EnumerateObject()) field.WriteTo(body);
    }
}

/// <summary>A provider that wants one secret: a key, a token or a code.</summary>
/// <param name="provider">The provider's name in the API.</param>
/// <param name="field">The field that carries the secret. Source: client-api 2.1.</param>
/// <param name="secret">The secret.</param>
internal sealed class SecretCredential(string provider, string field, SecureString secret) : AppCredential(provider)
{
    internal override void WritePayload(Utf8JsonWriter body) => body.WriteString(field, secret.Reveal());
}
