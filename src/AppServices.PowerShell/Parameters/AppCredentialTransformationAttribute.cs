using System.Management.Automation;

namespace AppServices;

/// <summary>Takes a <see cref="PSCredential"/> for the e-mail address and password that it holds.</summary>
internal sealed class AppCredentialTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData switch
    {
        PSObject wrapped => Transform(engineIntrinsics, wrapped.BaseObject),
        PSCredential account => AppCredential.EmailPassword(account.UserName, account.Password),
        _ => inputData,
    };
}
