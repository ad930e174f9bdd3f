using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Settings;

namespace AppServices.Server.Commands;

/// <summary>The options that say which MongoDB keeps documents; they come before the settings file.</summary>
internal static class DatabaseOptions
{
    /// <summary><c>--mongodb</c></summary>
    public static Option<string?> Uri { get; } = new("--mongodb")
    {
        HelpName = "URI",
        Description = $"MongoDB that keeps all documents, in place of the data folder; also by the variable {DatabaseSettings.Variable}.",
    };

    /// <summary><c>--state-database</c></summary>
    public static Option<string?> State { get; } = new("--state-database")
    {
        HelpName = "NAME",
        Description = "Database there for users, sessions and all else that the server remembers; appservices by default.",
    };

    /// <summary><c>--database-prefix</c></summary>
    public static Option<string?> Prefix { get; } = new("--database-prefix")
    {
        HelpName = "TEXT",
        Description = "What the names of apps' databases begin with there, so that others of the same names stay apart.",
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option> All { get; } = [Uri, State, Prefix];

    /// <summary>Options of the command line as they were given, each with a blank before it; of the MongoDB no more than that.</summary>
    public static string Given(ParseResult parsed, params IEnumerable<Option> options) => string.Concat(
        options.OfType<Option<string?>>().Where(option => parsed.GetValue(option) is not null)
            .Select(option => $" {option.Name} {(option == Uri ? option.HelpName : parsed.GetValue(option))}"));

    /// <summary>Adds options, in a list of what a command has.</summary>
    public static void Add(this Command command, IReadOnlyList<Option> options)
    {
        foreach (Option option in options) command.Add(option);
    }

    /// <summary>The settings with what the options say.</summary>
    /// <exception cref="ConfigurationException">They are wrong.</exception>
    public static DatabaseSettings Apply(ParseResult parsed, DatabaseSettings settings)
    {
        DatabaseSettings applied = settings.With(parsed.GetValue(Uri), parsed.GetValue(State), parsed.GetValue(Prefix), Uri.Name);
        if (applied.Main is not null) return applied;
        if (applied.Prefix.Length > 0) throw Idle(parsed, Prefix, "database.prefix");
        if (applied.Sources.Count == 0 && applied.StateDatabase != new DatabaseSettings().StateDatabase)
            throw Idle(parsed, State, "database.stateDatabase");
        return applied;
    }

    private static ConfigurationException Idle(ParseResult parsed, Option<string?> option, string setting) => new(
        $"{(parsed.GetValue(option) is null ? $"{setting} of the settings" : option.Name)}: This is for {Uri.Name}, which is not given.");
}
