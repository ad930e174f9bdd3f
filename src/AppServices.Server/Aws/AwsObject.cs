using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Functions.Data;
using AppServices.Server.Functions.Realm;
using AppServices.Server.OutgoingHttp;
using AppServices.Server.Rules.Expressions;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using MongoDB.Bson;

namespace AppServices.Server.Aws;

/// <summary>A service of type <c>aws</c> or <c>aws-ses</c> as functions see it (app-folder 4.13).</summary>
/// <param name="realm">The world of the call.</param>
/// <param name="service">The service.</param>
/// <param name="client">Sends.</param>
/// <param name="caller">Whose rules apply; null for the system.</param>
internal sealed class AwsObject(FunctionRealm realm, AwsService service, AwsClient client, IRuleCaller? caller)
{
    private readonly OutgoingCalls _calls = new(realm, AwsClient.ErrorCode);

    public ObjectInstance Create() => service.IsMail
        ? new JsObject(realm.Engine).With(realm.Engine, "send", arguments => _calls.Begin(arguments.At(0), PrepareMail, Receive))
        : new ServiceClients(realm.Engine, AwsApi.All.Keys, Act);

    private JsValue Act(string api, JsValue region, string action, JsValue[] arguments) => _calls.Begin(
        arguments.At(0),
        given => Prepare($"{api}:{action}", Input(given), input => client.Prepare(
            service, AwsApi.All[api], region is JsString text && text.Length > 0 ? text.ToString() : null, action, input)),
        Receive);

    // The older service that sends mails has one action with four texts.
    private Func<CancellationToken, Task<BsonValue>> PrepareMail(BsonValue given) => Prepare("send", Input(given), input => client.Prepare(
        service, AwsApi.All["ses"], region: null, "SendEmail", new BsonDocument
        {
            ["Source"] = AwsValues.Required(input, "fromAddress"),
            ["Destination"] = new BsonDocument("ToAddresses", new BsonArray { AwsValues.Required(input, "toAddress") }),
            ["Message"] = new BsonDocument
            {
                ["Subject"] = new BsonDocument("Data", AwsValues.Required(input, "subject")),
                ["Body"] = new BsonDocument("Text", new BsonDocument("Data", AwsValues.Required(input, "body"))),
            },
        }), static output => new BsonDocument("messageId", output["MessageId"]));

    private Func<CancellationToken, Task<BsonValue>> Prepare(
        string action, BsonDocument input, Func<BsonDocument, Func<CancellationToken, Task<BsonValue>>> prepare,
        Func<BsonValue, BsonValue>? toResult = null)
    {
        Func<CancellationToken, Task<BsonValue>> send = prepare(input);
        return async cancellationToken =>
        {
            await service.Rules.RequireAsync(action, input, url: null, caller, cancellationToken);
            BsonValue output = await send(cancellationToken);
            return toResult is null ? output : toResult(output);
        };
    }

    private static BsonDocument Input(BsonValue given) => given switch
    {
        BsonDocument document => document,
        BsonNull or BsonUndefined => [],
        _ => throw new OutgoingHttpException("an object is expected"),
    };

    private JsValue Receive(BsonValue output)
    {
        if (output is BsonDocument document)
            realm.Budget.Charge(document.Values.OfType<BsonBinaryData>().Sum(static binary => binary.Bytes.Length));
        return realm.Values.ToScript(output);
    }
}
