using System;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Providers.EmailPassword;

/// <summary>A mail with a link that the app configures. Source: app-folder 2.2.</summary>
/// <param name="Page">The page that the link opens, as it is configured; empty when it is not.</param>
/// <param name="Subject">The subject.</param>
internal sealed record MailTemplate(string Page, string Subject)
{
    private const int MaxSubjectLength = 256;

    /// <summary>Whether the page is an address at all: exports often have only <c>https://</c>.</summary>
    public bool HasPage =>
        Uri.TryCreate(Page, UriKind.Absolute, out Uri? page)
            && (page.Host.Length > 0 || !page.Scheme.StartsWith("http", StringComparison.Ordinal));

    public static MailTemplate Read(ConfigFile? config, string pageName, string subjectName, string defaultSubject)
    {
        string? subject = config?.Text(subjectName)?.Trim();
        if (subject?.Length > MaxSubjectLength)
            throw config!.Wrong($"'{subjectName}' has {subject.Length} characters; {MaxSubjectLength} are allowed");
        return new MailTemplate(
            config?.Text(pageName)?.Trim() ?? "", string.IsNullOrEmpty(subject) ? defaultSubject : subject.ReplaceLineEndings(" "));
    }

    /// <summary>The link for a token: the page with two further query parameters.</summary>
    public string Link(string token, string tokenId)
    {
        (string page, string fragment) = Page.IndexOf('#') is >= 0 and var start ? (Page[..start], Page[start..]) : (Page, "");
        char separator = page.Contains('?') ? '&' : '?';
        return $"{page.TrimEnd('&', '?')}{separator}token={token}&tokenId={tokenId}{fragment}";
    }
}
