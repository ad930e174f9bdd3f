using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Features;
using Microsoft.Extensions.Hosting;

namespace AppServices.Server.Hosting;

/// <summary>
/// Lets the apps begin what they do by themselves when the server starts, before it listens: whoever builds it can still add to it.
/// </summary>
internal sealed class AppStart(AppCatalog catalog) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (RunningApp app in catalog.All) app.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
