using System.Net.Http;
using AppServices.Http;

namespace AppServices.Sessions;

/// <summary>The request of a login, or of a link when it carries an access token. Source: client-api 2.1, 2.6.</summary>
internal static class LoginBody
{
    public static AppRequest LogIn(string appId, AppCredential credential, string? deviceId) =>
        Create(appId, credential, deviceId, "login", "Logging in");

    public static AppRequest Link(string appId, AppCredential credential, string? deviceId) =>
        Create(appId, credential, deviceId, "login?link=true", $"Linking '{credential.Provider}'");

    private static AppRequest Create(string appId, AppCredential credential, string? deviceId, string operation, string action) =>
        new(HttpMethod.Post, ProviderPath.To(appId, credential.Provider, operation), action, JsonBody.Write((credential, appId, deviceId), static (body, login) =>
        {
            login.credential.WritePayload(body);
            DeviceInformation.Write(body, login.appId, login.deviceId);
        }));
}
