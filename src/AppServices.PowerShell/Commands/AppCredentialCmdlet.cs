using System.Management.Automation;
using System.Security;
using AppServices.Completion;
using AppServices.Ejson;
using AppServices.Values;

namespace AppServices.Commands;

/// <summary>What the cmdlets share that take a credential of any provider. Source: client-api 2.1.</summary>
public abstract class AppCredentialCmdlet : AppCmdlet
{
    private protected const string CredentialSet = "Credential";
    private protected const string ApiKeySet = "ApiKey";
    private protected const string JwtSet = "Jwt";
    private protected const string FunctionSet = "Function";
    private protected const string GoogleAuthCodeSet = "GoogleAuthCode";
    private protected const string GoogleIdTokenSet = "GoogleIdToken";
    private protected const string FacebookSet = "Facebook";
    private protected const string AppleSet = "Apple";
    private protected const string AppCredentialSet = "AppCredential";

    /// <summary>E-mail address and password.</summary>
    [Parameter(ParameterSetName = CredentialSet, Mandatory = true, Position = 0)]
    [Credential]
    [NoCompletion]
    public PSCredential? Credential { get; set; }

    /// <summary>No account at all.</summary>
    [Parameter]
    public SwitchParameter Anonymous { get; set; }

    /// <summary>An API key of the server or of a user.</summary>
    [Parameter(ParameterSetName = ApiKeySet, Mandatory = true)]
    [SecretTransformation, ValidateNotNull]
    [NoCompletion]
    public SecureString? ApiKey { get; set; }

    /// <summary>A JSON Web Token of another system that the app trusts.</summary>
    [Parameter(ParameterSetName = JwtSet, Mandatory = true)]
    [SecretTransformation, ValidateNotNull]
    [NoCompletion]
    public SecureString? Jwt { get; set; }

    /// <summary>What the app's authentication function gets, a hashtable or object; a SecureString in it is sent as its text.</summary>
    [Parameter(ParameterSetName = FunctionSet, Mandatory = true)]
    [ValidateNotNull]
    [NoCompletion]
    public object? FunctionPayload { get; set; }

    /// <summary>A server auth code of Google.</summary>
    [Parameter(ParameterSetName = GoogleAuthCodeSet, Mandatory = true)]
    [SecretTransformation, ValidateNotNull]
    [NoCompletion]
    public SecureString? GoogleAuthCode { get; set; }

    /// <summary>An OpenID token of Google.</summary>
    [Parameter(ParameterSetName = GoogleIdTokenSet, Mandatory = true)]
    [SecretTransformation, ValidateNotNull]
    [NoCompletion]
    public SecureString? GoogleIdToken { get; set; }

    /// <summary>An access token of Facebook.</summary>
    [Parameter(ParameterSetName = FacebookSet, Mandatory = true)]
    [SecretTransformation, ValidateNotNull]
    [NoCompletion]
    public SecureString? FacebookAccessToken { get; set; }

    /// <summary>An OpenID token of Apple.</summary>
    [Parameter(ParameterSetName = AppleSet, Mandatory = true)]
    [SecretTransformation, ValidateNotNull]
    [NoCompletion]
    public SecureString? AppleIdToken { get; set; }

    /// <summary>A credential made by one of the methods of <c>[AppServices.AppCredential]</c>, as scripts for the SDKs do.</summary>
    [Parameter(ParameterSetName = AppCredentialSet, Mandatory = true)]
    [AppCredentialTransformation, ValidateNotNull]
    [NoCompletion]
    public AppCredential? AppCredential { get; set; }

    /// <summary>Whether no parameter names a credential.</summary>
    private protected bool HasNoCredential => ParameterSetName == NoCredentialSet && !Anonymous;

    /// <summary>The set of the parameters that go without a credential or with -Anonymous.</summary>
    private protected abstract string NoCredentialSet { get; }

    /// <summary>Ends the cmdlet when -Anonymous meets a credential.</summary>
    private protected void CheckAnonymous() => this.Refuse(
        Anonymous && ParameterSetName != NoCredentialSet, "-Anonymous means no account, so it does not go with a credential.");

    /// <summary>The credential that the parameters name; the anonymous one when they name none.</summary>
    /// <exception cref="EjsonException">The function's payload cannot be sent.</exception>
    private protected virtual AppCredential ToAppCredential() => ParameterSetName switch
    {
        ApiKeySet => AppCredential.ApiKey(ApiKey!),
        JwtSet => AppCredential.Jwt(Jwt!),
        FunctionSet => AppCredential.Function(FunctionPayload, PSValues.WithSecrets),
        GoogleAuthCodeSet => AppCredential.GoogleAuthCode(GoogleAuthCode!),
        GoogleIdTokenSet => AppCredential.GoogleIdToken(GoogleIdToken!),
        FacebookSet => AppCredential.Facebook(FacebookAccessToken!),
        AppleSet => AppCredential.Apple(AppleIdToken!),
        AppCredentialSet => AppCredential!,
        CredentialSet => AppCredential.EmailPassword(Credential!.UserName, Credential.Password),
        _ => AppCredential.Anonymous(),
    };
}
