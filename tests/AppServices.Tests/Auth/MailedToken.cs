using System;
using System.Collections.Generic;
using System.Linq;
using MimeKit;
using Xunit;

namespace AppServices.Tests.Auth;

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
