using System;
using System.Management.Automation;
using AppServices.Errors;
using AppServices.State;

namespace AppServices.Commands;

/// <summary>What the cmdlets share that name an app and an address instead of a user.</summary>
public abstract class AppTargetCmdlet : AppCmdlet
{
    private const string DefaultBaseUri = "http://localhost:9090";

    /// <summary>The client app id, such as <c>shop-qwert</c>; <c>$env:APPSERVICES_APP_ID</c> by default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? AppId { get; set; }

    /// <summary>The service's address; <c>$env:APPSERVICES_BASE_URI</c> by default, then http://localhost:9090.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    public Uri? BaseUri { get; set; }

    /// <summary>Allows plain http to another machine, where anybody on the way can read the credential.</summary>
    [Parameter]
    public SwitchParameter AllowUnencryptedAuthentication { get; set; }

    /// <summary>The app that the parameters and the environment name; ends the cmdlet when they do not.</summary>
    internal AppClient ResolveApp()
    {
        string appId = AppId ?? Environment.GetEnvironmentVariable("APPSERVICES_APP_ID") switch
        {
            { Length: > 0 } id => id,
            _ => throw Terminate(ErrorRecords.Create(
                "AppIdMissing", ErrorCategory.InvalidArgument, null, "No app is named.",
                "Pass -AppId, or set $env:APPSERVICES_APP_ID.")),
        };
        return UserTable.Shared.FindOrCreateApp(appId, ResolveBaseUri());
    }

    private Uri ResolveBaseUri()
    {
        string? fromEnvironment = Environment.GetEnvironmentVariable("APPSERVICES_BASE_URI");
        string text = BaseUri?.OriginalString ?? (fromEnvironment is { Length: > 0 } ? fromEnvironment : DefaultBaseUri);
        if (!Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
            throw Terminate(ErrorRecords.Create(
                "AppBaseUriInvalid", ErrorCategory.InvalidArgument, text, $"'{text}' is not the address of a service.",
                "Give an http or https address such as https://apps.example.com."));
        if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback && !AllowUnencryptedAuthentication)
            throw Terminate(ErrorRecords.Create(
                "AppBaseUriInsecure", ErrorCategory.SecurityError, address, $"'{address}' would receive the credential unencrypted.",
                "Use https, or accept the risk with -AllowUnencryptedAuthentication."));
        return address;
    }
}
