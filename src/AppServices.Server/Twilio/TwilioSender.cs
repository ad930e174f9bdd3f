using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.OutgoingHttp;
using AppServices.Server.Settings;

namespace AppServices.Server.Twilio;

/// <summary>Sends messages by Twilio's interface of 2010-04-01 (app-folder 4.13).</summary>
internal sealed class TwilioSender(OutgoingClient client, TwilioSettings settings)
{
    public const string ErrorCode = "TwilioError";

    /// <summary>Sends a message.</summary>
    /// <exception cref="OutgoingHttpException">The service lacks something, or Twilio refused it.</exception>
    public async Task SendAsync(TwilioService service, string to, string from, string body, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(service.Sid)) throw new OutgoingHttpException($"service '{service.Name}' has no config.sid", ErrorCode);
        string token = service.Token.Require(service.Name, ErrorCode);
        string form = string.Join('&', new[] { ("To", to), ("From", from), ("Body", body) }
            .Select(field => $"{field.Item1}={Uri.EscapeDataString(field.Item2)}"));
        var url = new Uri(settings.Url, $"/2010-04-01/Accounts/{Uri.EscapeDataString(service.Sid)}/Messages.json");
        OutgoingReply reply = await client.SendAsync(
            new OutgoingRequest(HttpMethod.Post, url)
            {
                Headers =
                [
                    new HeaderLines("Content-Type", ["application/x-www-form-urlencoded"]),
                    new HeaderLines("Authorization", [OutgoingRequest.Basic(new NetworkCredential(service.Sid, token))]),
                ],
                Body = Encoding.UTF8.GetBytes(form),
            },
            static (_, _) => ValueTask.CompletedTask, cancellationToken);
        if (reply.IsSuccess) return;
        throw new OutgoingHttpException(
            $"Twilio refused the message: {reply.Refusal(reply.ReadObject()?["message"]?.ToString())}", ErrorCode);
    }
}
