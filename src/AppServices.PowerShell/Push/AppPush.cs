namespace AppServices;

/// <summary>
/// This device as a receiver of a user's push notifications, as the SDKs have it: Register and Deregister are ScriptMethods
/// of AppServices.Types.ps1xml over the cmdlets.
/// </summary>
public sealed class AppPush : ScriptedObject
{
    internal AppPush(AppUser user, string serviceName)
    {
        User = user;
        ServiceName = serviceName;
    }

    /// <summary>The user.</summary>
    public AppUser User { get; }

    /// <summary>The push service's name in the app.</summary>
    public string ServiceName { get; }

    /// <summary>The service's name.</summary>
    public override string ToString() => ServiceName;
}
