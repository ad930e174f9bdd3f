using System;
using System.Management.Automation;
using AppServices.Errors;
using AppServices.State;

namespace AppServices.Commands;

/// <summary>The app and the address that parameters or the environment name.</summary>
internal static class AppTarget
{
    private const string DefaultBaseUri = "http://localhost:9090";

    /// <summary>The app; ends the cmdlet when none is named, or one that must not get a credential.</summary>
    public static AppClient Resolve(AppCmdlet cmdlet, string? appId, Uri? baseUri, bool allowUnencrypted)
    {
        string id = appId ?? EnvironmentSettings.AppId ?? throw cmdlet.Terminate(ErrorRecords.Create(
            "AppIdMissing", ErrorCategory.InvalidArgument, null, "No app is named.",
            "Pass -AppId, or set $env:APPSERVICES_APP_ID."));
        return ModuleState.Users.FindOrCreateApp(id, ResolveBaseUri(cmdlet, baseUri, allowUnencrypted));
    }

    private static Uri ResolveBaseUri(AppCmdlet cmdlet, Uri? baseUri, bool allowUnencrypted)
    {
        string text = baseUri?.OriginalString ?? EnvironmentSettings.BaseUri ?? DefaultBaseUri;
        if (!ServiceAddress.TryNormalize(text, out Uri? address, out string? problem))
            throw cmdlet.Terminate(ErrorRecords.Create(
                "AppBaseUriInvalid", ErrorCategory.InvalidArgument, text.IndexOfAny(['@', '?', '#']) < 0 ? text : null, problem,
                "Give the http or https address of a service, such as https://apps.example.com or https://example.com/apps."));
        if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback && !allowUnencrypted)
            throw cmdlet.Terminate(ErrorRecords.Create(
                "AppBaseUriInsecure", ErrorCategory.SecurityError, address, $"'{address}' would receive the credential unencrypted.",
                "Use https, or accept the risk with -AllowUnencryptedAuthentication."));
        return address;
    }
}
