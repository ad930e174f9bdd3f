using Microsoft.AspNetCore.Identity;

namespace AppServices.Server.Providers;

/// <summary>Hashes and checks passwords.</summary>
internal static class PasswordHashes
{
    private static readonly PasswordHasher<object> s_hasher = new();
    private static readonly object s_nobody = new();
    private static readonly string s_hashOfNobody = Create("the password of no account");

    public static string Create(string password) => s_hasher.HashPassword(s_nobody, password);

    /// <summary>
    /// Whether a password is the one of a hash. No hash at all takes as long as a wrong password, so that time tells nobody which addresses
    /// exist.
    /// </summary>
    /// <param name="hash">The hash; null or empty when there is no account, or none with a password.</param>
    /// <param name="password">The password to check.</param>
    /// <param name="better">A hash to keep instead, when the old one is made by weaker rules; null otherwise.</param>
    public static bool Verify(string? hash, string password, out string? better)
    {
        PasswordVerificationResult result = s_hasher.VerifyHashedPassword(
            s_nobody, string.IsNullOrEmpty(hash) ? s_hashOfNobody : hash, password);
        if (string.IsNullOrEmpty(hash)) result = PasswordVerificationResult.Failed;
        better = result == PasswordVerificationResult.SuccessRehashNeeded ? Create(password) : null;
        return result != PasswordVerificationResult.Failed;
    }
}
