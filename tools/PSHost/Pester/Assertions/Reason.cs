using System;

namespace AppServices.PSHost.Pester.Assertions;

/// <summary>The text of -Because inside a message.</summary>
internal static class Reason
{
    /// <summary><c> because REASON,</c>, or nothing.</summary>
    public static string Clause(string? because)
    {
        string reason = because?.Trim() ?? string.Empty;
        if (reason.Length == 0) return string.Empty;
        return $" because {reason.Replace("because ", string.Empty, StringComparison.OrdinalIgnoreCase)},";
    }
}
