using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Errors;
using Microsoft.AspNetCore.Http;

namespace AppServices.Server.Features;

/// <summary>
/// The apps of this server. Any of them can be replaced while requests are served; a request stays with the one it began with.
/// </summary>
internal sealed class AppCatalog : IAsyncDisposable
{
    private readonly Lock _replacing = new();
    private Apps _apps;

    public AppCatalog(IReadOnlyList<RunningApp> apps) => _apps = new Apps(apps);

    public IReadOnlyCollection<RunningApp> All => Volatile.Read(ref _apps).ById.Values;

    /// <summary>The app that the path names, which is there until the request ends.</summary>
    /// <exception cref="ApiException">There is none (client-api 1.2).</exception>
    public RunningApp OfPath(HttpContext context)
    {
        string id = context.Request.RouteValues["app"] as string ?? "";
        return Enter(context, apps => apps.ById.GetValueOrDefault(id), app => app.ClientAppId == id)
            ?? throw new ApiException(404, null, $"cannot find app using Client App ID '{id}'");
    }

    /// <summary>The app that a request is in; null for none.</summary>
    public static RunningApp? Entered(HttpContext context) => context.Features.Get<Use>()?.App;

    /// <summary>The app of a token, which is there until the request ends; null when this server does not serve it.</summary>
    public RunningApp? OfDomain(HttpContext context, string domainId) =>
        Enter(context, apps => apps.ByDomain.GetValueOrDefault(domainId), app => app.DomainId == domainId);

    /// <summary>Puts an app in the place of the one with its id, which ends when its last request has.</summary>
    /// <returns>The end of the other one.</returns>
    public Task Replace(RunningApp app)
    {
        RunningApp? before;
        lock (_replacing)
        {
            before = _apps.ById.GetValueOrDefault(app.Definition.ClientAppId);
            Volatile.Write(ref _apps, new Apps([.. _apps.ById.Values.Where(other => other != before), app]));
        }
        app.Start();
        return before?.RetireAsync() ?? Task.CompletedTask;
    }

    /// <summary>Serves an app no longer. It ends when its last request has.</summary>
    /// <returns>The end of it.</returns>
    public Task Remove(string clientAppId)
    {
        RunningApp? before;
        lock (_replacing)
        {
            before = _apps.ById.GetValueOrDefault(clientAppId);
            if (before is not null) Volatile.Write(ref _apps, new Apps([.. _apps.ById.Values.Where(other => other != before)]));
        }
        return before?.RetireAsync() ?? Task.CompletedTask;
    }

    /// <summary>The app of a client app id, as it is now; null for none.</summary>
    public RunningApp? Find(string clientAppId) => Volatile.Read(ref _apps).ById.GetValueOrDefault(clientAppId);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (RunningApp app in All) await app.DisposeAsync();
    }

    // Two looks of one request must not meet two versions of an app.
    private RunningApp? Enter(HttpContext context, Func<Apps, RunningApp?> find, Func<AppDefinition, bool> isMeant)
    {
        if (context.Features.Get<Use>() is { } use && isMeant(use.App.Definition)) return use.App;
        RunningApp? app;
        do app = find(Volatile.Read(ref _apps));
        while (app is not null && !app.TryEnter());
        if (app is null) return null;
        var entered = new Use(app);
        context.Features.Set(entered);
        context.Response.RegisterForDispose(entered);
        return app;
    }

    private sealed class Apps(IReadOnlyList<RunningApp> apps)
    {
        public FrozenDictionary<string,
        RunningApp> ById { get; } = apps.ToFrozenDictionary(app => app.Definition.ClientAppId, StringComparer.Ordinal);

        public FrozenDictionary<string,
        RunningApp> ByDomain { get; } = apps.ToFrozenDictionary(app => app.Definition.DomainId, StringComparer.Ordinal);
    }

    private sealed class Use(RunningApp app) : IDisposable
    {
        public RunningApp App => app;

        public void Dispose() => app.Leave();
    }
}
