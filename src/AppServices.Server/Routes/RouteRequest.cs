using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Features;
using AppServices.Server.Functions;
using AppServices.Server.Functions.Calls;
using AppServices.Server.Http;
using AppServices.Server.Providers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;

namespace AppServices.Server.Routes;

/// <summary>A request to a route of an app, as the app sees it. Source: app-folder 8.2.</summary>
internal sealed class RouteRequest
{
    private readonly string? _hiddenParameter;
    private IReadOnlyList<string> _hiddenHeaders = [];
    private FunctionRequest? _source;

    private RouteRequest(HttpContext context, RunningApp app, string route, string? hiddenParameter)
    {
        (Context, App, Route, _hiddenParameter) = (context, app, route, hiddenParameter);
        Query = FormFields.Of(context.Request.QueryString.Value);
        if (hiddenParameter is null || !Query.TryGetValue(hiddenParameter, out BsonValue hidden)) return;
        HiddenValue = hidden.AsString;
        Query.Remove(hiddenParameter);
    }

    public HttpContext Context { get; }

    public RunningApp App { get; }

    /// <summary>The route as the app has it.</summary>
    public string Route { get; }

    /// <summary>The query: of a parameter that is there more than once, the first.</summary>
    public BsonDocument Query { get; }

    /// <summary>The value of the parameter that is for the server alone; null when it is not there.</summary>
    public string? HiddenValue { get; }

    /// <summary>The bytes of the body, as they came.</summary>
    public byte[] Body { get; private set; } = [];

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>What scripts see as <c>context.request</c>.</summary>
    public FunctionRequest Source =>
        _source ??= FunctionRequests.Of(
            Context, _hiddenHeaders, StreamQuery.Without(Context.Request.QueryString, name => name == _hiddenParameter))
            with { WebhookUrl = Route };

    /// <summary>Reads a request whose sender knows the secret of its route.</summary>
    /// <param name="context">The request, of whose body the server limits the size.</param>
    /// <param name="app">The app.</param>
    /// <param name="route">The route as the app has it.</param>
    /// <param name="proof">What the route asks for.</param>
    /// <exception cref="ApiException">The proof is missing, or the address has been refused too often.</exception>
    public static async Task<RouteRequest> ReadAsync(HttpContext context, RunningApp app, string route, RouteProof proof)
    {
        var request = new RouteRequest(context, app, route, proof.HiddenParameter);
        if (proof == RouteProof.None) return await request.ReadAsync(proof);
        return await context.RequestServices.GetRequiredService<LoginLimiter>().AttemptAsync(
            request.Source.RemoteAddress, account: null, () => request.ReadAsync(proof), context.RequestAborted);
    }

    private async Task<RouteRequest> ReadAsync(RouteProof proof)
    {
        proof.CheckHead(this);
        if (proof.BodyBytes is { } most) ApiRequest.LimitBody(Context, most);
        Body = await ApiRequest.ReadBytesAsync(Context);
        proof.CheckBody(this);
        return this;
    }

    /// <summary>Keeps headers with which the caller has proved who it is from functions.</summary>
    public void Hide(IReadOnlyList<string> headers) => (_hiddenHeaders, _source) = (headers, null);

    /// <summary>The request as functions get it: <c>query</c>, <c>headers</c> and, unless it is empty, <c>body</c>.</summary>
    public BsonDocument ToDocument()
    {
        var document = new BsonDocument
        {
            ["query"] = Query,
            ["headers"] = new BsonDocument(Source.Headers.Select(header => new BsonElement(header.Key, new BsonArray(header.Value)))),
        };
        if (Body.Length > 0) document["body"] = new BsonBinaryData(Body);
        return document;
    }
}
