using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Functions.Realm;
using AppServices.Server.Functions.Values;
using Jint.Native;
using Jint.Runtime;
using MongoDB.Bson;

namespace AppServices.Server.OutgoingHttp;

/// <summary>Makes promises of what functions have this server send.</summary>
/// <param name="realm">The world of the call.</param>
/// <param name="code">The protocol's <c>error_code</c> of an error that no function catches; null for the usual one.</param>
internal sealed class OutgoingCalls(FunctionRealm realm, string? code)
{
    /// <summary>Begins to send. There is a promise in all cases, of an error too.</summary>
    /// <param name="argument">What the script gave.</param>
    /// <param name="prepare">Makes of it what sends; throws <see cref="OutgoingHttpException"/> where it is wrong.</param>
    /// <param name="receive">Makes the script's value of what came back, in a turn of the script.</param>
    public JsValue Begin<T>(JsValue argument, Func<BsonValue, Func<CancellationToken, Task<T>>> prepare, Func<T, JsValue> receive)
    {
        try
        {
            if (realm.Loop.Operations.IsFull) throw new OutgoingHttpException("too many asynchronous operations are pending");
            var reader = new ResultReader(realm);
            BsonValue given = reader.Read(argument);
            if (reader.Pending.Count > 0) throw new OutgoingHttpException("a promise cannot be sent; await it first");
            Func<CancellationToken, Task<T>> send = prepare(given);
            return realm.Loop.Operations.Begin(cancellationToken => SendAsync(send, receive, cancellationToken), ToError);
        }
        catch (OutgoingHttpException wrong)
        {
            return realm.Loop.Operations.Fail(ToError(wrong)!);
        }
        catch (JavaScriptException thrown)
        {
            return realm.Loop.Operations.Fail(thrown.Error);
        }
    }

    private async Task<Func<JsValue>> SendAsync<T>(
        Func<CancellationToken, Task<T>> send, Func<T, JsValue> receive, CancellationToken cancellationToken)
    {
        SemaphoreSlim transfers = realm.Loop.Operations.Transfers;
        await transfers.WaitAsync(cancellationToken);
        bool isThere = false;
        try
        {
            // Another thread goes on with the script meanwhile.
            T reply = await Task.Run(() => send(cancellationToken), cancellationToken);
            isThere = true;
            return () =>
            {
                transfers.Release();
                return receive(reply);
            };
        }
        finally
        {
            if (!isThere) transfers.Release();
        }
    }

    private JsValue? ToError(Exception error)
    {
        if (error is not OutgoingHttpException failed) return null;
        JsValue thrown = realm.Error(failed.Message).Error;
        if ((failed.Code ?? code) is { } own) realm.Loop.Codes[thrown] = own;
        return thrown;
    }
}
