using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Functions.Data;
using AppServices.Server.Functions.Realm;
using AppServices.Server.OutgoingHttp;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Users;
using Jint.Native;
using Jint.Runtime;
using MongoDB.Bson;

namespace AppServices.Server.Push;

/// <summary>A service of type <c>gcm</c> as functions see it. Source: app-folder 9.</summary>
/// <param name="realm">The world of the call.</param>
/// <param name="service">The service.</param>
/// <param name="sender">Sends.</param>
/// <param name="registrations">The devices of the app's users.</param>
/// <param name="caller">Whose rules apply; null for the system.</param>
internal sealed class PushObject(FunctionRealm realm, PushService service, PushSender sender, PushStore registrations, IRuleCaller? caller)
{
    private readonly OutgoingCalls _calls = new(realm, PushSender.ErrorCode);

    public JsObject Create() => new JsObject(realm.Engine).With(
        realm.Engine, "send", arguments => _calls.Begin(arguments.At(0), Prepare, realm.Values.ToScript));

    private Func<CancellationToken, Task<BsonValue>> Prepare(BsonValue given)
    {
        BsonDocument message = given as BsonDocument ?? throw new OutgoingHttpException("an object is expected");
        PushMessageText.Recipients recipients = PushMessageText.ReadRecipients(message);
        // Wrong parts are told before anything is sent.
        PushMessageText.For(message, "token");
        return async cancellationToken =>
        {
            if (service.Rules.IsAny) await service.Rules.RequireAsync("send", message, url: null, caller, cancellationToken);
            return await SendAsync(message, recipients, cancellationToken);
        };
    }

    private async Task<BsonValue> SendAsync(
        BsonDocument message, PushMessageText.Recipients recipients, CancellationToken cancellationToken)
    {
        var devices = new List<PushRegistration>();
        foreach (string user in recipients.UserIds.Distinct())
        {
            devices.AddRange((await registrations.ListAsync(user, cancellationToken))
                .Where(registration => registration.Service == service.Name));
        }
        string[] all = [.. new[] { recipients.To }.OfType<string>().Concat(recipients.Tokens)
            .Concat(devices.Select(device => device.Token)).Distinct()];
        JsonObject[] messages = [.. all.Select(to => PushMessageText.For(message, to))];
        IReadOnlyList<PushResult> results = messages.Length == 0 ? [] : await sender.SendAsync(service, messages, cancellationToken);
        foreach (PushRegistration gone in devices.Where(device => results[Array.IndexOf(all, device.Token)].IsGone))
            await registrations.DeregisterAsync(gone.UserId, gone.DeviceId, gone.Service, cancellationToken);
        bool isOne = recipients.To is not null && all.Length == 1;
        if (isOne || (results.Count > 0 && results.All(result => result.Error is not null)))
            return results[0].Error is { } error ? throw new OutgoingHttpException(error) : results[0].MessageId!;
        return new BsonDocument
        {
            ["success"] = results.Count(result => result.Error is null),
            ["failure"] = results.Count(result => result.Error is not null),
            ["results"] = new BsonArray(results.Select(result =>
                result.Error is null ? new BsonDocument("messageId", result.MessageId) : new BsonDocument("error", result.Error))),
        };
    }
}
