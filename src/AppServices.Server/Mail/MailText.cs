namespace AppServices.Server.Mail;

/// <summary>A mail to a user of an app.</summary>
/// <param name="To">The receiver's address.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Invitation">The sentence before the link.</param>
/// <param name="Link">The link, which carries a secret.</param>
internal sealed record MailText(string To, string Subject, string Invitation, string Link)
{
    public string Body => $"""
        {Invitation}

        {Link}

        The link is good for 30 minutes. If you did not ask for this mail, you need not do anything.

        """;

    /// <summary>The receiver alone: the link carries a secret.</summary>
    public override string ToString() => To;
}
