using System;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Settings;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace AppServices.Server.Mail;

/// <summary>Hands mails to an SMTP server, one connection a mail.</summary>
internal sealed class SmtpMailer(MailServer server, TimeProvider clock) : IMailer
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public async Task SendAsync(MailText mail, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient { Timeout = (int)s_patience.TotalMilliseconds };
        using MimeMessage message = MailMessages.Create(mail, server.From, clock.GetUtcNow());
        try
        {
            await client.ConnectAsync(server.Host, server.Port, Security(), cancellationToken);
            if (server is { User: { } user, Password: { } password }) await client.AuthenticateAsync(user, password, cancellationToken);
            await client.SendAsync(message, cancellationToken);
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception error) when (error is IOException or SocketException or TimeoutException or NotSupportedException
            or CommandException or ProtocolException or AuthenticationException or SslHandshakeException)
        {
            throw new MailException($"{server.Host}:{server.Port} did not take a mail: {error.Message}", error);
        }
    }

    private SecureSocketOptions Security() => server switch
    {
        { UsesTls: true } => SecureSocketOptions.SslOnConnect,
        { NeedsEncryption: true } => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.StartTlsWhenAvailable,
    };
}
