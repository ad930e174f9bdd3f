using System.Text.Json;
using AppServices.Http;

namespace AppServices.Sessions;

/// <summary>The reply to a login or a link. Source: client-api 2.3.</summary>
internal sealed record LoginReply(string UserId, string AccessToken, string? RefreshToken, string? DeviceId)
{
    private const string NoDevice = "000000000000000000000000";
    private const string Expected = "what a login or a refresh returns, JSON with well-formed tokens";

    public static LoginReply Read(AppReply reply, string action) =>
        JsonReply.Read(reply, action, Expected, root =>
            JsonReply.Text(root, "user_id") is { } userId && ReadToken(root) is { } token
                ? new LoginReply(userId, token, JsonReply.Text(root, "refresh_token"), ReadDevice(root))
                : null);

    /// <summary>Reads a login, which brings a refresh token where a link may not.</summary>
    public static (LoginReply Login, SessionTokens Tokens) ReadLogin(AppReply reply, string action)
    {
        LoginReply login = Read(reply, action);
        string refresh = login.RefreshToken ?? throw InvalidReply.Create(reply, action, "a login with a refresh token");
        return (login, new SessionTokens(login.AccessToken, refresh));
    }

    /// <summary>The new access token of a refresh. Source: client-api 3.3.</summary>
    public static string ReadAccessToken(AppReply reply, string action) => JsonReply.Read(reply, action, Expected, ReadToken);

    /// <summary>Says who, never the tokens.</summary>
    public override string ToString() => $"{nameof(LoginReply)} of {UserId}";

    private static string? ReadToken(JsonElement root) =>
        JsonReply.Text(root, "access_token") is { } token && AccessTokenClaims.TryRead(token, out _) ? token : null;

    private static string? ReadDevice(JsonElement root) =>
        JsonReply.Text(root, "device_id") is { } id && id != NoDevice ? id : null;
}

/// <summary>The two tokens of a session; the refresh token stays the same for its whole life (client-api 3.2).</summary>
internal sealed record SessionTokens(string Access, string Refresh)
{
    /// <summary>Says nothing: a record's own text would be the tokens.</summary>
    public override string ToString() => nameof(SessionTokens);
}
