using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using AppServices.State;

namespace AppServices;

/// <summary>Lets a user's id or name stand for the user, as far as this process knows it.</summary>
internal sealed class AppUserTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData switch
    {
        PSObject wrapped when wrapped.BaseObject is not PSCustomObject => Transform(engineIntrinsics, wrapped.BaseObject),
        string id => Find(id),
        object[] items => items.Select(item => Transform(engineIntrinsics, item)).ToArray(),
        _ => inputData,
    };

    private static AppUser Find(string id)
    {
        IReadOnlyList<AppUser> users = ModuleState.Users.Find(id);
        return users.Count switch
        {
            1 => users[0],
            0 => throw new ArgumentTransformationMetadataException($"No user '{id}' is known here; see Get-AppUser -All."),
            _ => throw new ArgumentTransformationMetadataException(
                $"Several users are '{id}'; pass the id, or the object that Get-AppUser -All shows."),
        };
    }
}

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
