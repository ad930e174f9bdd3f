using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Functions.Data;
using AppServices.Server.Functions.Realm;
using AppServices.Server.OutgoingHttp;
using AppServices.Server.Rules.Expressions;
using Jint.Native;
using Jint.Runtime;
using MongoDB.Bson;

namespace AppServices.Server.Twilio;

/// <summary>A service of type <c>twilio</c> as functions see it (app-folder 4.13).</summary>
/// <param name="realm">The world of the call.</param>
/// <param name="service">The service.</param>
/// <param name="sender">Sends.</param>
/// <param name="caller">Whose rules apply; null for the system.</param>
internal sealed class TwilioObject(FunctionRealm realm, TwilioService service, TwilioSender sender, IRuleCaller? caller)
{
    private readonly OutgoingCalls _calls = new(realm, TwilioSender.ErrorCode);

    public JsObject Create() => new JsObject(realm.Engine).With(
        realm.Engine, "send", arguments => _calls.Begin(arguments.At(0), Prepare, static _ => JsValue.Undefined));

    private Func<CancellationToken, Task<bool>> Prepare(BsonValue given)
    {
        BsonDocument message = given as BsonDocument
            ?? throw new OutgoingHttpException("an object is expected, with 'to', 'from' and 'body'");
        string to = Text(message, "to"), from = Text(message, "from"), body = Text(message, "body");
        return async cancellationToken =>
        {
            await service.Rules.RequireAsync("send", message, url: null, caller, cancellationToken);
            await sender.SendAsync(service, to, from, body, cancellationToken);
            return true;
        };
    }

    // The hosted service's own examples write the names in both ways.
    private static string Text(BsonDocument message, string name) => message.Elements
        .Where(field => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase)).Select(field => field.Value)
        .FirstOrDefault() is BsonString { Value.Length: > 0 } text
            ? text.Value
            : throw new OutgoingHttpException($"'{name}' must be a text");
}
