namespace AppServices;

/// <summary>This device as a receiver of a user's push notifications, as the SDKs have it.</summary>
public sealed class AppPush : SdkObject
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

    /// <summary>Lets the service send this device the user's notifications.</summary>
    /// <param name="registrationToken">The token of the device, a SecureString or text.</param>
    public object? Register(object registrationToken) =>
        Change("Register-AppPushDevice", User, (nameof(ServiceName), ServiceName), ("RegistrationToken", registrationToken));

    /// <summary>Ends that.</summary>
    public object? Deregister() => Change("Unregister-AppPushDevice", User, (nameof(ServiceName), ServiceName));

    /// <summary>The service's name.</summary>
    public override string ToString() => ServiceName;
}
