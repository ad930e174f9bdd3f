using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Functions.Data;
using AppServices.Server.Functions.Values;
using AppServices.Server.Services;
using Jint;
using Jint.Native;
using Jint.Runtime;
using Jint.Runtime.Interop;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Realm;

/// <summary>Builds the <c>context</c> of a function (app-folder 4.5). Its members are made when they are first read.</summary>
internal static class ContextObject
{
    private const string BrokenFile = "its file is broken; the server's log says where";

    public static SharedObject Create(FunctionRealm realm, Invocation invocation)
    {
        Engine engine = realm.Engine;
        var context = new SharedObject(engine, realm.SharedContext);
        Lazy("services", () => With(engine, "get", arguments => Service(TypeConverter.ToString(arguments.At(0)))));
        Lazy("functions", () => With(engine, "execute", arguments => realm.Execute(invocation, arguments)));
        Lazy("runningAsSystem", () => new ClrFunction(engine, "runningAsSystem", (_, _) => invocation.User.IsSystem));
        return context;

        JsValue Service(string name) => realm.Data.Unreadable.Contains(name) ? throw Unreadable(realm, $"data source '{name}'")
            : realm.Data.ByName.TryGetValue(name, out DataSource? source) ? DataSourceObject.Create(realm, invocation, source)
            : realm.Globals.Select(part => part.FindService(name, realm, invocation)).FirstOrDefault(found => found is not null)
                ?? JsValue.Undefined;

        void Lazy(string name, Func<JsValue> make) => context.FastSetProperty(name, new LazyProperty(make));
    }

    /// <summary>The members that are the same for all functions of a call.</summary>
    public static JsObject CreateShared(FunctionRealm realm)
    {
        var context = new JsObject(realm.Engine);
        Lazy("user", () => realm.Values.ToScript(User(realm.Call.User)));
        Lazy("request", () => realm.Values.ToScript(Request(realm.Call.Request)));
        Lazy("environment", Environment);
        Lazy("app", () => realm.Values.ToScript(App(realm.App)));
        Lazy("values", () => With(realm.Engine, "get", arguments => Value(TypeConverter.ToString(arguments.At(0)))));
        foreach ((string name, Func<JsValue> make) in realm.Globals.SelectMany(part => part.ContextMembers(realm))) Lazy(name, make);
        return context;

        JsValue Environment()
        {
            JsObject environment = (JsObject)realm.Values.ToScript(ContextObject.Environment(realm.App));
            if (realm.App.Unreadable.Environment)
                environment.FastSetProperty("values", new LazyProperty(() => throw Unreadable(realm, "the environment")));
            return environment;
        }

        JsValue Value(string name) => realm.App.Unreadable.Values.TryGetValue(name, out string? why)
            ? throw Unreadable(realm, $"value '{name}'", why)
            : realm.App.Values.TryGetValue(name, out BsonValue value) ? realm.Values.ToScript(value)
            : JsValue.Undefined;

        void Lazy(string name, Func<JsValue> make) => context.FastSetProperty(name, new LazyProperty(make));
    }

    private static JavaScriptException Unreadable(FunctionRealm realm, string what, string why = BrokenFile) =>
        realm.Error(Unusable(what, why));

    /// <summary>What a script is told of something whose file cannot be read.</summary>
    public static string Unusable(string what, string why = BrokenFile) => $"{what} cannot be used, because {why}";

    private static JsObject With(Engine engine, string name, Func<JsValue[], JsValue> function)
    {
        var holder = new JsObject(engine);
        holder.FastSetDataProperty(name, new ClrFunction(engine, name, (_, arguments) => function(arguments)));
        return holder;
    }

    /// <summary>The user as scripts see it.</summary>
    public static BsonDocument User(FunctionUser user)
    {
        var document = new BsonDocument();
        if (user.Id is { } id) document["id"] = id;
        document["type"] = user.Type;
        document["data"] = user.Data;
        document["custom_data"] = user.CustomData;
        document["identities"] = new BsonArray(user.Identities.Select(
            static identity => new BsonDocument { ["id"] = identity.Id, ["provider_type"] = identity.ProviderType }));
        return document;
    }

    /// <summary>The request as scripts and expressions see it.</summary>
    public static BsonDocument Request(FunctionRequest request)
    {
        var headers = new BsonDocument();
        foreach ((string name, string[] values) in request.Headers) headers[name] = new BsonArray(values);
        var document = new BsonDocument
        {
            ["remoteIPAddress"] = request.RemoteAddress,
            ["requestHeaders"] = headers,
            ["rawQueryString"] = request.RawQueryString,
        };
        if (request.HttpMethod is { } method) document["httpMethod"] = method;
        if (request.WebhookUrl is { } route) document["webhookUrl"] = route;
        if (Header(request, "Referer") is { } referrer) document["httpReferrer"] = referrer;
        if (Header(request, "User-Agent") is { } agent) document["httpUserAgent"] = agent;
        return document;
    }

    /// <summary>The environment as scripts and expressions see it.</summary>
    public static BsonDocument Environment(AppDescription app) =>
        new() { ["tag"] = app.EnvironmentTag, ["values"] = app.EnvironmentValues };

    /// <summary>The app as scripts see it.</summary>
    public static BsonDocument App(AppDescription app) => new()
    {
        ["id"] = app.Id,
        ["clientAppId"] = app.ClientAppId,
        ["name"] = app.Name,
        ["projectId"] = app.ProjectId,
        ["deployment"] = new BsonDocument { ["model"] = app.DeploymentModel, ["providerRegion"] = app.ProviderRegion },
    };

    private static string? Header(FunctionRequest request, string name)
    {
        KeyValuePair<string, string[]> header = request.Headers.FirstOrDefault(
            pair => string.Equals(pair.Key, name, StringComparison.OrdinalIgnoreCase));
        return header.Value is { Length: > 0 } values ? values[0] : null;
    }
}
