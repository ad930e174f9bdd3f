using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using AppServices.Mql.Pipelines;
using AppServices.Server.AppConfig;
using AppServices.Server.Storage.Mongo;

namespace AppServices.Server.Settings;

/// <summary>Where documents are kept: in the data folder, unless a MongoDB is named. What is read here has passwords.</summary>
internal sealed record DatabaseSettings
{
    /// <summary>The environment's variable for the MongoDB of <see cref="Main"/>.</summary>
    public const string Variable = "APPSERVICES_MONGODB_URI";

    private const int MaxNameLength = 63;

    private static readonly SearchValues<char> s_noName = SearchValues.Create("/\\. \"$*<>:|?\0");

    /// <summary>
    /// The MongoDB of the server's own state and of all data sources that have none of their own; null for the data folder.
    /// </summary>
    public MongoAddress? Main { get; init; }

    /// <summary>The database of the server's own state there.</summary>
    public string StateDatabase { get; init; } = MongoStore.DefaultStateDatabase;

    /// <summary>What the names of apps' databases begin with in <see cref="Main"/>; empty for nothing.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The MongoDBs of single data sources, by <c>APP/NAME</c> or <c>NAME</c>.</summary>
    public IReadOnlyDictionary<string, MongoAddress> Sources { get; init; } = new Dictionary<string, MongoAddress>();

    /// <summary>Reads what the settings file says.</summary>
    /// <param name="database">Its object <c>database</c>; null for none.</param>
    /// <param name="sources">Its object <c>dataSources</c>; null for none.</param>
    /// <exception cref="ConfigurationException">Something is unknown or wrong.</exception>
    public static DatabaseSettings Read(ConfigFile? database, ConfigFile? sources)
    {
        database?.ExpectOnly("uri", "variable", "stateDatabase", "prefix");
        var addresses = new Dictionary<string, MongoAddress>(StringComparer.Ordinal);
        foreach ((string source, ConfigFile place) in sources?.Fields() ?? [])
        {
            place.ExpectOnly("uri", "variable", "prefix");
            MongoAddress address = ReadAddress(place)
                ?? throw place.Wrong("'uri', or 'variable' for the name of one of the environment that has it, is expected");
            addresses[source] = address.WithPrefix(ReadName(place, "prefix", PrefixExpected) ?? "");
        }
        string prefix = ReadName(database, "prefix", PrefixExpected) ?? "";
        return new DatabaseSettings
        {
            Main = database is null ? null : ReadAddress(database)?.WithPrefix(prefix),
            StateDatabase = ReadName(database, "stateDatabase", NameExpected) ?? MongoStore.DefaultStateDatabase,
            Prefix = prefix,
            Sources = addresses,
        };
    }

    /// <summary>The same with what the command line and the environment say: the former comes first, the latter last.</summary>
    /// <param name="uri">The connection string of the command line; null for none.</param>
    /// <param name="stateDatabase">The name of the database of the state; null where nothing is said.</param>
    /// <param name="prefix">What names of apps' databases begin with; null where nothing is said.</param>
    /// <param name="option">The option that has the connection string, for messages.</param>
    /// <exception cref="ConfigurationException">It is wrong.</exception>
    public DatabaseSettings With(string? uri, string? stateDatabase, string? prefix, string option)
    {
        if (stateDatabase is not null && !IsName(stateDatabase))
            throw new ConfigurationException($"--state-database {stateDatabase}: {NameExpected}.");
        if (prefix is not null && !IsName(prefix)) throw new ConfigurationException($"--database-prefix {prefix}: {PrefixExpected}.");
        MongoAddress? main = uri is not null ? Parse(uri, option)
            : Main ?? (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } variable ? Parse(variable, Variable) : null);
        prefix ??= Prefix;
        return this with { Main = main?.WithPrefix(prefix), StateDatabase = stateDatabase ?? StateDatabase, Prefix = prefix };
    }

    private const string NameExpected = "the name of a database is expected, such as appservices";
    private const string PrefixExpected = "what names of databases begin with is expected, such as staging-";

    private static string? ReadName(ConfigFile? file, string field, string expected) => file?.Field(field) is not { } name ? null
        : name.Text() is { } text && IsName(text) ? text
        : throw name.Wrong(expected);

    private static MongoAddress? ReadAddress(ConfigFile file)
    {
        if (file.Text("variable") is not { } variable)
            return file.Field("uri") is { } uri ? Parse(uri.Text() ?? "", uri.Wrong) : null;
        ConfigFile field = file.Field("variable")!;
        return Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
            ? Parse(value, field.Wrong)
            : throw field.Wrong($"the environment has no variable '{variable}'");
    }

    private static MongoAddress Parse(string uri, string place) => Parse(uri, reason => new ConfigurationException($"{place}: {reason}."));

    private static MongoAddress Parse(string uri, Func<string, ConfigurationException> refuse)
    {
        try
        {
            return MongoAddress.Parse(uri);
        }
        catch (FormatException error)
        {
            throw refuse(error.Message);
        }
    }

    private static bool IsName(string name) => name.Length is > 0 and <= MaxNameLength && !name.AsSpan().ContainsAny(s_noName)
        && !Namespace.ReservedDatabases.Contains(name, StringComparer.OrdinalIgnoreCase);
}
