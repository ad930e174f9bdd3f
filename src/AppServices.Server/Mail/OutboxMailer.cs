using System;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using Microsoft.Extensions.Logging;
using MimeKit;
using MongoDB.Bson;

namespace AppServices.Server.Mail;

/// <summary>
/// Without a mail server: mails become files that only the server's account can read, and the log shows each link, so that
/// a developer can follow it. This is the only place where such a link is shown.
/// </summary>
internal sealed partial class OutboxMailer(string folder, TimeProvider clock, ILogger logger) : IMailer
{
    private static readonly MailboxAddress s_from = new("appservices-server", "no-reply@localhost");

    public async Task SendAsync(MailText mail, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string name = $"{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture)}-{ObjectId.GenerateNewId()}.eml";
        string path = Path.Combine(folder, name);
        try
        {
            OwnFile.CreateFolder(folder);
            using MimeMessage message = MailMessages.Create(mail, s_from, now);
            await using (FileStream file = OwnFile.CreateNew(path + ".part")) await message.WriteToAsync(file, cancellationToken);
            File.Move(path + ".part", path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MailException($"{path} cannot be written: {error.Message}", error);
        }
        LogLink(logger, mail.To, path, mail.Link);
    }

    public int Forget(DateTime before)
    {
        if (!Directory.Exists(folder)) return 0;
        int count = 0;
        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles("*.eml*"))
        {
            if (file.LastWriteTimeUtc >= before) continue;
            file.Delete();
            count++;
        }
        return count;
    }

    [LoggerMessage(1, LogLevel.Information, "No mail server is configured: the mail for {Receiver} is {Path}, its link {Link}")]
    private static partial void LogLink(ILogger logger, string receiver, string path, string link);
}
