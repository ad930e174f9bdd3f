using System;
using System.Diagnostics.CodeAnalysis;

namespace AppServices;

/// <summary>
/// What the address of a service may be: http or https, with a path when the service lives below one. The path belongs to the
/// address: another path on the same host is another service.
/// </summary>
public static class ServiceAddress
{
    /// <summary>The address as it is kept and compared, without a slash at its end.</summary>
    /// <param name="address">Any address.</param>
    /// <param name="service">The address of a service; null when it is none.</param>
    /// <param name="problem">What is wrong, as a sentence that repeats no user name, password or query; null when nothing is.</param>
    public static bool TryNormalize(string address, [NotNullWhen(true)] out Uri? service, [NotNullWhen(false)] out string? problem)
    {
        service = null;
        problem = Uri.TryCreate(address, UriKind.Absolute, out Uri? given) && given.Scheme is ("http" or "https")
            ? Surplus(given)
            : $"{(address.IndexOfAny(['@']) < 0 ? $"'{address}'" : "What was given")} is not an http or https address.";
        if (problem is not null) return false;
        service = new Uri(given!.AbsoluteUri.TrimEnd('/'));
        return true;
    }

    /// <summary>An address for people to read: without user name, password and query.</summary>
    internal static string Show(Uri address) =>
        $"{address.Scheme}://{address.Authority}{(address.AbsolutePath == "/" ? "" : address.AbsolutePath)}";

    private static string? Surplus(Uri address)
    {
        if (address.UserInfo.Length > 0)
            return $"The address of {address.Authority} has a user name or a password in it, which no service takes there.";
        if (address.Query.Length > 0) return $"'{Show(address)}' is followed by a query, which the address of a service cannot have.";
        return address.Fragment.Length > 0
            ? $"'{Show(address)}' is followed by a fragment, which the address of a service cannot have."
            : null;
    }
}
