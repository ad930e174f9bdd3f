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
    public static Option<string?> Data { get; } =
        new("--data") { Description = "The server's data folder; not needed where a MongoDB keeps all." };

    /// <summary>The options of such a command.</summary>
    public static IReadOnlyList<Option> Options { get; } = [Data, .. DatabaseOptions.All];

    /// <summary>The options that say which data, as they were given, for advice.</summary>
    public static string Given(ParseResult parsed) => DatabaseOptions.Given(parsed, [Data, .. DatabaseOptions.All]);

    /// <param name="parsed">The command line.</param>
    /// <param name="creates">Whether the command may be the first that is done with a data folder.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ConfigurationException">The data cannot be used, or are not there.</exception>
    public static Task<DataFolder> OpenAsync(ParseResult parsed, bool creates, CancellationToken cancellationToken) =>
        OpenAsync(parsed, parsed.GetValue(Data), creates, cancellationToken);

    /// <summary>The same, of a folder that is not said by an option.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="folder">The folder; null for none, which is enough where a MongoDB keeps all.</param>
    /// <param name="creates">Whether the command may be the first that is done with a data folder.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ConfigurationException">The data cannot be used, or are not there.</exception>
    public static async Task<DataFolder> OpenAsync(
        ParseResult parsed, string? folder, bool creates, CancellationToken cancellationToken)
    {
        DatabaseSettings database = DatabaseOptions.Apply(parsed, new DatabaseSettings());
        if (database.Main is null)
        {
            if (folder is null) throw new ConfigurationException("--data: Say which data: give the server's data folder.");
            if (!DataFolder.HasData(folder))
            {
                if (!creates) throw NoData(folder);
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"A new data folder: {folder}");
            }
        }
        return await DataFolder.OpenAsync(folder ?? ".", database, checks: false, cancellationToken);
    }

    private static ConfigurationException NoData(string folder) => ConfigurationException.At(
        folder,
        $"There is no {DataFolder.Database} in this folder, so no server has run on it. Give another one with --data; where a MongoDB "
            + $"keeps all, give that one with {DatabaseOptions.Uri.Name} or the variable {DatabaseSettings.Variable}.");
}
