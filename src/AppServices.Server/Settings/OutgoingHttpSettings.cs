using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Settings;

/// <summary>What functions may reach by <c>context.http</c> and services of type <c>http</c> (app-folder 4.11).</summary>
internal sealed record OutgoingHttpSettings
{
    /// <summary>Addresses that may be reached though they are not public, such as some of this machine.</summary>
    public IReadOnlyList<IPNetwork> Allowed { get; init; } = [];

    /// <summary>How long a call may take, redirects and the reply's body included.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long it may take to reach an address.</summary>
    public TimeSpan ConnectTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many calls the whole server may make at once.</summary>
    public int Calls { get; init; } = 200;

    /// <exception cref="ConfigurationException">Something is unknown or wrong.</exception>
    public static OutgoingHttpSettings Read(ConfigFile settings)
    {
        settings.ExpectOnly("allow", "seconds", "connectSeconds", "calls");
        var defaults = new OutgoingHttpSettings();
        return new OutgoingHttpSettings
        {
            Allowed = [.. settings.Field("allow")?.Items().Select(ReadNetwork) ?? []],
            Time = settings.Count("seconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : defaults.Time,
            ConnectTime = settings.Count("connectSeconds") is { } connect ? TimeSpan.FromSeconds(connect) : defaults.ConnectTime,
            Calls = settings.Count("calls") ?? defaults.Calls,
        };
    }

    private static IPNetwork ReadNetwork(ConfigFile network) =>
        ProxyAddress.TryParse(network.Text()) ?? throw network.Wrong(ProxyAddress.Expected);
}
