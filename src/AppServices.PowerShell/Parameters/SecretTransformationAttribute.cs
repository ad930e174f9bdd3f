using System.Management.Automation;

namespace AppServices;

/// <summary>
/// Refuses text where a secret belongs, without repeating it: the engine's own refusal would quote the secret, and the
/// error record would keep it (cmdlets P10).
/// </summary>
internal sealed class SecretTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData switch
    {
        PSObject wrapped => Transform(engineIntrinsics, wrapped.BaseObject),
        string => throw new ArgumentTransformationMetadataException(
            "A secret is given as a SecureString, so that it stays out of history and logs: see Read-Host -AsSecureString and Get-Secret."),
        _ => inputData,
    };
}
