using System;
using AppServices.Server.AppConfig;
using MimeKit;

namespace AppServices.Server.Settings;

/// <summary>The SMTP server that sends mails.</summary>
/// <param name="Host">The host's name or address.</param>
/// <param name="Port">The port.</param>
/// <param name="UsesTls">Whether the connection is encrypted from its first byte.</param>
/// <param name="From">The sender of all mails.</param>
/// <param name="User">The account at the server; null for none.</param>
/// <param name="Password">Its password.</param>
internal sealed record MailServer(string Host, int Port, bool UsesTls, MailboxAddress From, string? User, string? Password)
{
    private const string UserSecret = "smtpUser";
    private const string PasswordSecret = "smtpPassword";
    private const int SubmissionPort = 587;
    private const int TlsPort = 465;

    /// <summary>Whether the way to the server must be encrypted: when a password goes over it to another machine.</summary>
    public bool NeedsEncryption => User is not null && !IsLoopback;

    private bool IsLoopback =>
        Host == "localhost"
            || (System.Net.IPAddress.TryParse(Host, out System.Net.IPAddress? address) && System.Net.IPAddress.IsLoopback(address));

    public static MailServer Read(ConfigFile mail, SecretStore secrets)
    {
        mail.ExpectOnly("server", "from");
        string text = mail.RequiredText("server");
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? server) || server.Scheme is not ("smtp" or "smtps") || server.Host.Length == 0)
            throw mail.Field("server")!.Wrong("an address such as smtp://mail.example.com:587 or smtps://mail.example.com is expected");
        if (server.UserInfo.Length > 0)
            throw mail.Field("server")!.Wrong(
                $"user and password do not belong here: put them into the secret store as {UserSecret} and {PasswordSecret}");
        if (!MailboxAddress.TryParse(mail.RequiredText("from"), out MailboxAddress? from))
            throw mail.Field("from")!.Wrong("a mail address is expected");
        bool usesTls = server.Scheme == "smtps";
        string? user = secrets.Find(UserSecret), password = secrets.Find(PasswordSecret);
        if (user is null != password is null)
            throw mail.Wrong($"of the secrets {UserSecret} and {PasswordSecret} one is missing; supply both or none");
        int port = server.Port > 0 ? server.Port : usesTls ? TlsPort : SubmissionPort;
        return new MailServer(server.IdnHost.Trim('[', ']'), port, usesTls, from, user, password);
    }

    /// <summary>The address alone: the rest is a secret.</summary>
    public override string ToString() => $"{Host}:{Port}";
}
