using System;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace AppServices.Sessions;

/// <summary>The <c>options.device</c> object of a login. Source: client-api 2.2.</summary>
internal static class DeviceInformation
{
    private static readonly string s_version =
        typeof(DeviceInformation).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

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
