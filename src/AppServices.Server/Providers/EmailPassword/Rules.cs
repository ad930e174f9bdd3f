using System.Linq;
using AppServices.Server.Errors;
using AppServices.Server.Mail;

namespace AppServices.Server.Providers.EmailPassword;

/// <summary>What addresses and passwords may be. Source: client-api 4.1.</summary>
internal static class Rules
{
    private const int ShortestPassword = 6;
    private const int LongestPassword = 128;
    private const int LongestEmail = 320;

    /// <exception cref="ApiException">It is too short or too long.</exception>
    public static void CheckPassword(string password)
    {
        if (password.Length is < ShortestPassword or > LongestPassword)
            throw ApiException.BadRequest($"password must be between {ShortestPassword} and {LongestPassword} characters");
    }

    /// <exception cref="ApiException">It is no address; the form matters only where mails are sent.</exception>
    public static void CheckEmail(string email, bool isMailed)
    {
        if (string.IsNullOrWhiteSpace(email) || email.Length > LongestEmail || email.Any(char.IsControl) || (isMailed && !MailMessages.IsAddress(email)))
            throw ApiException.BadRequest("email invalid");
    }
}
