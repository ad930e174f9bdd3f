namespace AppServices.Server.CustomUserData;

/// <summary>What an app's files say about custom user data.</summary>
/// <param name="Settings">Where they are; null when they are off, or that cannot be read.</param>
/// <param name="Problem">Why it is not known; null when it is.</param>
/// <param name="Place">The file, below the app's folder.</param>
internal sealed record CustomUserDataReading(CustomUserDataSettings? Settings, string? Problem, string Place)
{
    /// <summary>Whether it is known.</summary>
    public bool IsReadable => Problem is null;
}
