namespace AppServices.Server.CustomUserData;

/// <summary>What an app's files say about custom user data.</summary>
/// <param name="Settings">Where they are; null when they are off, or that cannot be read.</param>
/// <param name="IsReadable">Whether it is known.</param>
internal sealed record CustomUserDataReading(CustomUserDataSettings? Settings, bool IsReadable);
