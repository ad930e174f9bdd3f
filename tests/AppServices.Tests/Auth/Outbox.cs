using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AppServices.Tests.Server;
using MimeKit;
using Xunit;

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

/// <summary>What the link of a mail carries.</summary>
internal sealed record MailedToken(string Link, string Token, string TokenId)
{
    public string Json => AuthRequests.Json(new { token = Token, tokenId = TokenId });

    public string WithPassword(string password) => AuthRequests.Json(new { token = Token, tokenId = TokenId, password });

    public static MailedToken Of(MimeMessage mail)
    {
        string link = Assert.Single(mail.TextBody!.Split('\n', StringSplitOptions.TrimEntries), line => line.Contains("token=", StringComparison.Ordinal));
        Dictionary<string, string> query = link[(link.IndexOf('?') + 1)..].Split('#')[0].Split('&')
            .Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.Matches("^[0-9a-f]{128}$", query["token"]);
        Assert.Matches("^[0-9a-f]{24}$", query["tokenId"]);
        return new MailedToken(link, query["token"], query["tokenId"]);
    }
}
