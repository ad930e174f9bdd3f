using System.Collections.Generic;

namespace AppServices.Server.Users;

/// <summary>The types of authentication providers, as files and paths name them. Source: client-api 2.1, app-folder 2.</summary>
internal static class ProviderTypes
{
    /// <summary>All types that this server knows.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Anonymous, EmailPassword, ApiKey, CustomToken, CustomFunction, Google, Facebook, Apple];

    public const string Anonymous = "anon-user";
    public const string EmailPassword = "local-userpass";
    public const string ApiKey = "api-key";
    public const string CustomToken = "custom-token";
    public const string CustomFunction = "custom-function";
    public const string Google = "oauth2-google";
    public const string Facebook = "oauth2-facebook";
    public const string Apple = "oauth2-apple";
}
