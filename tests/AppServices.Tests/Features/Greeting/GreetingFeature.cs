using System;
using System.IO;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Functions.Realm;
using AppServices.Server.Http;
using Jint.Native;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AppServices.Tests.Features.Greeting;

/// <summary>A feature as anybody would add it: a file of the app, a route, and a global for functions.</summary>
internal sealed class GreetingFeature : IAppFeature
{
    public object? Read(AppReading app) =>
        app.Files.TryRead(Path.Combine(app.Files.Root, "greeting.json")) is { } file ? new Settings(file.RequiredText("text")) : null;

    public IAppPart? Assemble(RunningApp app, IServiceProvider services) =>
        app.Definition.Find<Settings>() is { } settings ? new Greeter(settings.Text) : null;

    public void Map(IEndpointRouteBuilder routes)
    {
        AppCatalog apps = routes.ServiceProvider.GetRequiredService<AppCatalog>();
        routes.Map("GET", ApiRoutes.App + "/greeting", context => context.Response.WriteAsync(apps.OfPath(context).Find<Greeter>()?.Text ?? "nothing"));
    }

    private sealed record Settings(string Text);

    private sealed record Greeter(string Text) : IAppPart, IRealmGlobals
    {
        public void AddTo(FunctionRealm realm) => realm.AddGlobal(new JsString("greeting"), realm, one => JsValue.FromObject(one.Engine, Text));
    }
}
