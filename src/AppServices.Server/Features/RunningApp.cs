using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Features;

/// <summary>An app that is being served. When another takes its place, the requests in it come to their end before it does.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    private readonly List<IAppPart> _parts = [];
    private readonly CancellationTokenSource _replaced = new();
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The catalog's own use is one of them.
    private int _uses = 1;

    public RunningApp(AppDefinition definition, IReadOnlyList<IAppFeature> features, IServiceProvider services)
    {
        Definition = definition;
        Replaced = _replaced.Token;
        foreach (IAppFeature feature in features)
            if (feature.Assemble(this, services) is { } part) _parts.Add(part);
    }

    /// <summary>What its files say.</summary>
    public AppDefinition Definition { get; }

    /// <summary>What its features do, in the order of the list of features.</summary>
    public IReadOnlyList<IAppPart> Parts => _parts;

    /// <summary>Tells streams, which would go on for ever, that another app has taken the place of this one.</summary>
    public CancellationToken Replaced { get; }

    /// <summary>The part of a type; null when the app has none.</summary>
    public T? Find<T>() where T : class => _parts.OfType<T>().FirstOrDefault();

    /// <summary>The part of a type that every app has.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    public T Part<T>() where T : class =>
        Find<T>() ?? throw new InvalidOperationException($"App '{Definition.ClientAppId}' has no {typeof(T).Name}.");

    /// <summary>Lets the parts begin to work by themselves.</summary>
    public void Start()
    {
        foreach (IAppPart part in _parts) part.Start();
    }

    /// <summary>Keeps the app until <see cref="Leave"/>; false when it has come to its end.</summary>
    public bool TryEnter()
    {
        int uses;
        do
        {
            uses = Volatile.Read(ref _uses);
            if (uses == 0) return false;
        }
        while (Interlocked.CompareExchange(ref _uses, uses + 1, uses) != uses);
        return true;
    }

    /// <summary>Ends a use of the app.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _uses) == 0) _left.SetResult();
    }

    /// <summary>Ends the app once nobody uses it any more; streams are told to end.</summary>
    public async Task RetireAsync()
    {
        await _replaced.CancelAsync();
        Leave();
        await _left.Task;
        await DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (IAppPart part in Enumerable.Reverse(_parts)) await part.DisposeAsync();
        _replaced.Dispose();
    }
}
