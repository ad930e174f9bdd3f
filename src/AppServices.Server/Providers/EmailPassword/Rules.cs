using AppServices.Server.Errors;
using AppServices.Server.Mail;
using AppServices.Server.Users;

namespace AppServices.Server.Providers.EmailPassword;

/// <summary>What addresses and passwords may be. Source: client-api 4.1.</summary>
internal static class Rules
{
    private const int MinPasswordLength = 6;
    private const int MaxPasswordLength = 128;
    private const int MaxEmailLength = 320;

    /// <exception cref="ApiException">It is too short or too long.</exception>
    public static void CheckPassword(string password)
    {
        if (password.Length is < MinPasswordLength or > MaxPasswordLength)
            throw ApiException.BadRequest($"password must be between {MinPasswordLength} and {MaxPasswordLength} characters");
    }

    /// <exception cref="ApiException">It is no address, or misleading; the form matters only where mails are sent.</exception>
    public static void CheckEmail(string email, bool isMailed)
    {
        if (email.Length > MaxEmailLength || !EmailAddress.IsReadable(email) || (isMailed && !MailMessages.IsAddress(email)))
            throw ApiException.BadRequest("email invalid");
    }
}
