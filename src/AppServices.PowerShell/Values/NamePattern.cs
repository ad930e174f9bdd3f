using System.Management.Automation;

namespace AppServices.Values;

/// <summary>How names are compared with wildcards: without regard to case, and in every culture alike (cmdlets P15).</summary>
internal static class NamePattern
{
    /// <summary>The pattern of a name that may have wildcards.</summary>
    public static WildcardPattern Of(string name) =>
        WildcardPattern.Get(name, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
}
