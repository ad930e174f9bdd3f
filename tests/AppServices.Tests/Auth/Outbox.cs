using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AppServices.Tests.Server;
using MimeKit;

namespace AppServices.Tests.Auth;

/// <summary>The mails that a server without mail server has written.</summary>
internal static class Outbox
{
    public static string FolderOf(AppServerFixture server) => Path.Combine(server.Data.Path, "outbox");

    public static IReadOnlyList<MimeMessage> Mails(this AppServerFixture server) => Directory.Exists(FolderOf(server))
        ? [.. Directory.GetFiles(FolderOf(server), "*.eml").Order(StringComparer.Ordinal).Select(path => MimeMessage.Load(path))]
        : [];

    /// <summary>The token and its id in the link of the last mail to somebody.</summary>
    public static MailedToken LastToken(this AppServerFixture server, string to) =>
        MailedToken.Of(server.Mails().Last(mail => mail.To.Mailboxes.Single().Address == to));
}
