using System;
using MimeKit;
using MimeKit.Text;

namespace AppServices.Server.Mail;

/// <summary>Mails in the form that travels.</summary>
internal static class MailMessages
{
    private static readonly ParserOptions s_strict = new() { AllowAddressesWithoutDomain = false };

    /// <summary>Whether a text can be the address of a mail.</summary>
    public static bool IsAddress(string text) =>
        MailboxAddress.TryParse(s_strict, text, out MailboxAddress? address) && address.Address == text;

    public static MimeMessage Create(MailText mail, MailboxAddress from, DateTimeOffset date) => new()
    {
        From = { from },
        To = { new MailboxAddress(null, mail.To) },
        Subject = mail.Subject,
        Date = date,
        Body = new TextPart(TextFormat.Plain) { Text = mail.Body },
    };
}
