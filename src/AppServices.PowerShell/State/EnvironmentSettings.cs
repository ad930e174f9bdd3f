using System;

namespace AppServices.State;

/// <summary>What the environment says where a parameter does not; null for a variable that is missing or empty.</summary>
internal static class EnvironmentSettings
{
    public static string? AppId => Read("APPSERVICES_APP_ID");

    public static string? BaseUri => Read("APPSERVICES_BASE_URI");

    public static string? ApiKey => Read("APPSERVICES_API_KEY");

    /// <summary>Public and private key of an admin, with a colon between them.</summary>
    public static string? AdminKey => Read("APPSERVICES_ADMIN_KEY");

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
