using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Hosting;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace AppServices.Server.Commands;

/// <summary>What ends a command that is no fault of the program.</summary>
internal static class CommandFault
{
    /// <summary>What to tell of it; null for a fault of the program.</summary>
    public static string? Describe(Exception error, ParseResult parsed) => error switch
    {
        SqliteException sqlite => Describe(SqliteStore.ToStoreException(sqlite), parsed),
        DatabaseDamagedException when DataOf(parsed) is { } data => DataFolder.Damaged(data, error).Message,
        IOException or UnauthorizedAccessException when DataOf(parsed) is { } data => DataFolder.CannotBeUsed(data, error).Message,
        ConfigurationException or StoreUnavailableException or DatabaseDamagedException or IOException or UnauthorizedAccessException =>
            error.Message,
        _ => null,
    };

    // The folder of the commands that are about one.
    private static string? DataOf(ParseResult parsed)
    {
        Option[] options = [.. parsed.CommandResult.Command.Options];
        if (options.Contains(DataTarget.Data)) return parsed.GetValue(DataTarget.Data) is { } data ? Path.GetFullPath(data) : null;
        if (!options.Contains(AppTarget.Data)) return null;
        return Path.GetFullPath(parsed.GetValue(AppTarget.Data)
            ?? DataFolder.DefaultPath(AppTarget.IdOf(parsed.GetRequiredValue(AppTarget.App), parsed.GetValue(AppTarget.AppIdOption))));
    }
}
