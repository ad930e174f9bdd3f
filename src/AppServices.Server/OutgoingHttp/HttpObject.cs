using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Functions.Data;
using AppServices.Server.Functions.Realm;
using AppServices.Server.Http;
using AppServices.Server.Rules.Expressions;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Microsoft.Net.Http.Headers;
using MongoDB.Bson;

namespace AppServices.Server.OutgoingHttp;

/// <summary>
/// <c>context.http</c>, and the same as a service of type <c>http</c>: six methods that send a request (app-folder 4.11).
/// </summary>
/// <param name="realm">The world of the call.</param>
/// <param name="client">Sends.</param>
/// <param name="rules">The rules of the service; null for none.</param>
/// <param name="caller">Whose rules apply; null for the system.</param>
internal sealed class HttpObject(FunctionRealm realm, OutgoingClient client, ActionRules? rules, IRuleCaller? caller)
{
    public const string ServiceError = "HTTPError";

    private static readonly HttpMethod[] s_methods =
        [HttpMethod.Get, HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete, HttpMethod.Head];

    private readonly OutgoingCalls _calls = new(realm, rules is null ? null : ServiceError);

    public JsObject Create()
    {
        var http = new JsObject(realm.Engine);
        foreach (HttpMethod method in s_methods)
            http.With(realm.Engine, method.Method.ToLowerInvariant(), arguments => Send(method, arguments.At(0)));
        return http;
    }

    private JsValue Send(HttpMethod method, JsValue argument) => _calls.Begin(argument, given => Prepare(method, given), Receive);

    private Func<CancellationToken, Task<OutgoingReply>> Prepare(HttpMethod method, BsonValue given)
    {
        OutgoingRequest request = RequestReader.Read(method, given);
        return cancellationToken => client.SendAsync(request, AdmitAsync, cancellationToken);

        ValueTask AdmitAsync(Uri url, CancellationToken ending) => rules is null
            ? ValueTask.CompletedTask
            : rules.RequireAsync(request.Method.Method.ToLowerInvariant(), given as BsonDocument ?? [], url, caller, ending);
    }

    private ObjectInstance Receive(OutgoingReply reply)
    {
        realm.Budget.Charge(reply.Body.Length);
        ObjectInstance cookies = new JsObject(realm.Engine);
        foreach (SetCookieHeaderValue cookie in Cookies(reply)) cookies.Set(cookie.Name.ToString(), ToScript(cookie));
        ObjectInstance result = realm.Values.ToScript(ToDocument(reply)).AsObject();
        result.Set("cookies", cookies);
        result.Set("body", realm.Values.ToScript(new BsonBinaryData(reply.Body)));
        return result;
    }

    private static BsonDocument ToDocument(OutgoingReply reply)
    {
        var headers = new BsonDocument();
        foreach (HeaderLines header in reply.Headers) headers[HeaderCase.Canonical(header.Name)] = new BsonArray(header.Values);
        return new BsonDocument
        {
            ["status"] = reply.Status,
            ["statusCode"] = reply.StatusCode,
            ["contentLength"] = reply.ContentLength,
            ["headers"] = headers,
        };
    }

    private static IEnumerable<SetCookieHeaderValue> Cookies(OutgoingReply reply) => reply["Set-Cookie"]
        .Select(
            line => SetCookieHeaderValue.TryParse(line, out SetCookieHeaderValue? cookie) ? cookie : null).OfType<SetCookieHeaderValue>();

    // As text a cookie is its value, because the reference tells of texts.
    private ObjectInstance ToScript(SetCookieHeaderValue cookie)
    {
        string value = cookie.Value.ToString();
        var document = new BsonDocument
        {
            ["value"] = value,
            ["path"] = cookie.Path.ToString(),
            ["domain"] = cookie.Domain.ToString(),
            ["expires"] = (cookie.Expires ?? DateTimeOffset.MinValue).ToString("R", System.Globalization.CultureInfo.InvariantCulture),
            ["maxAge"] = MaxAge(cookie.MaxAge),
            ["secure"] = cookie.Secure,
            ["httpOnly"] = cookie.HttpOnly,
        };
        return realm.Values.ToScript(document).AsObject().With(realm.Engine, "toString", _ => value);
    }

    // 0 is that of a cookie that has none, so one that is to go at once has -1.
    private static long MaxAge(TimeSpan? age) => age is null ? 0 : age <= TimeSpan.Zero ? -1 : (long)age.Value.TotalSeconds;
}
