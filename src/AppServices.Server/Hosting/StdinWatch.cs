using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;

namespace AppServices.Server.Hosting;

/// <summary>Stops the server when its standard input closes: on request of the program that started it, or because that has died.</summary>
internal static class StdinWatch
{
    public static async Task StopAtEndAsync(IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        byte[] ignored = new byte[256];
        await using Stream input = Console.OpenStandardInput();
        while (await input.ReadAsync(ignored, cancellationToken) > 0) { }
        lifetime.StopApplication();
    }
}
