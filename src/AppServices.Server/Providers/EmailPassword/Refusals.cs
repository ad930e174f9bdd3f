using AppServices.Server.Errors;

namespace AppServices.Server.Providers.EmailPassword;

/// <summary>Refusals that several operations share. Source: client-api 4.1.</summary>
internal static class Refusals
{
    public static ApiException NoUser() => new(404, "UserNotFound", "user not found");

    /// <summary>The texts cannot be a token at all.</summary>
    public static ApiException NoToken() => ApiException.BadRequest("invalid token data");

    /// <summary>The token was never issued, is used, or has expired.</summary>
    public static ApiException BadToken() => new(400, "UserpassTokenInvalid", "userpass token is expired or invalid");
}
