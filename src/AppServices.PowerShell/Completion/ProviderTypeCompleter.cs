using System.Collections;
using System.Collections.Generic;

namespace AppServices.Completion;

/// <summary>The authentication providers of the protocol. Source: client-api 2.1.</summary>
public sealed class ProviderTypeCompleter : MemoryCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Candidates(IDictionary bound) =>
    [
        ("local-userpass", "E-mail address and password"),
        ("anon-user", "No account"),
        ("api-key", "API key of the server or of a user"),
        ("custom-token", "JSON Web Token of another system"),
        ("custom-function", "The app's authentication function"),
        ("oauth2-google", "Google"),
        ("oauth2-facebook", "Facebook"),
        ("oauth2-apple", "Apple"),
    ];
}
