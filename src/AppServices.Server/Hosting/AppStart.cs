using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Storage;
using Microsoft.Extensions.Hosting;

namespace AppServices.Server.Hosting;

/// <summary>
/// Has the state ready, and lets the apps begin what they do by themselves when the server starts, before it listens: whoever builds it can
/// still add to it.
/// </summary>
internal sealed class AppStart(AppCatalog catalog, IDataStore store) : IHostedService
{
    /// <exception cref="ConfigurationException">The state cannot be made ready.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.PrepareAsync(StateSchemas.All, cancellationToken);
        }
        catch (Exception error) when (error is StoreUnavailableException or DocumentException or DuplicateKeyException)
        {
            throw new ConfigurationException(error.Message);
        }
        foreach (RunningApp app in catalog.All) app.Start();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
