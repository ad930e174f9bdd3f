using System;
using System.Net.Http;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
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
        new(HttpMethod.Post, ProviderPath.To(appId, credential.Provider, operation), action,
            JsonBody.Write((credential, appId, deviceId), static (body, login) =>
            {
                login.credential.WritePayload(body);
                DeviceInformation.Write(body, login.appId, login.deviceId);
            }));
}

/// <summary>The <c>options.device</c> object of a login. Source: client-api 2.2.</summary>
internal static class DeviceInformation
{
    private static readonly string s_version =
        typeof(DeviceInformation).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? "";

    public static void Write(Utf8JsonWriter body, string appId, string? deviceId)
    {
        body.WriteStartObject("options");
        body.WriteStartObject("device");
        if (deviceId is not null) body.WriteString("deviceId", deviceId);
        body.WriteString("appId", appId);
        body.WriteString("platform", Platform());
        body.WriteString("platformVersion", Environment.OSVersion.Version.ToString());
        body.WriteString("sdk", "PowerShell");
        body.WriteString("sdkVersion", s_version);
        body.WriteString("cpuArch", RuntimeInformation.ProcessArchitecture.ToString());
        body.WriteString("frameworkName", ".NET");
        body.WriteString("frameworkVersion", Environment.Version.ToString());
        body.WriteEndObject();
        body.WriteEndObject();
    }

    private static string Platform() =>
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "Windows"
        : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "macOS"
        : "Linux";
}

/// <summary>The links that a client refuses before it asks the service, in the SDKs' words. Source: client-api 2.6.</summary>
internal static class LinkRefusal
{
    /// <exception cref="AppServicesException">The credential is anonymous, or the user cannot act.</exception>
    public static void ThrowIfRefused(AppCredential credential, AppUserState state)
    {
        (string? code, string message) = state switch
        {
            AppUserState.Removed => (ClientErrorCode.ClientUserNotFound, "The specified user has been removed."),
            AppUserState.LoggedOut => (ClientErrorCode.ClientUserNotLoggedIn, "The specified user is not logged in."),
            _ when credential is AnonymousCredential =>
                (ClientErrorCode.ClientUserAlreadyNamed, "Cannot add anonymous credentials to an existing user."),
            _ => (null, ""),
        };
        if (code is not null) throw new AppServicesException(message) { Code = code };
    }
}
