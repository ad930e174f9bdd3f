using System.Collections.Generic;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Hosting;
using AppServices.Server.Settings;

namespace AppServices.Server.Commands;

/// <summary>The data that a command is about which is for all apps. A server may run on it.</summary>
internal static class DataTarget
{
    /// <summary><c>--data</c></summary>
    public static Option<string> Data { get; } = new("--data") { Description = "The server's data folder.", Required = true };

    /// <summary>The options of such a command.</summary>
    public static IReadOnlyList<Option> Options { get; } = [Data, .. DatabaseOptions.All];

    /// <exception cref="ConfigurationException">The data cannot be used.</exception>
    public static Task<DataFolder> OpenAsync(ParseResult parsed, CancellationToken cancellationToken) => DataFolder.OpenAsync(
        parsed.GetRequiredValue(Data), DatabaseOptions.Apply(parsed, new DatabaseSettings()), checks: false, cancellationToken);
}
