using System;

namespace AppServices.Server.Settings;

/// <summary>The address under which clients reach the server.</summary>
internal static class PublicUrl
{
    /// <summary>What is expected, for messages.</summary>
    public const string Expected = "an address such as https://apps.example.com or https://www.example.com/apps is expected";

    /// <summary>Reads the address; null for a text that is none.</summary>
    public static Uri? TryParse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
            && url is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "", Host.Length: > 0 }
            ? url
            : null;
}
