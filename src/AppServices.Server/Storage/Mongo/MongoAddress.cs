using System;
using System.Linq;
using MongoDB.Driver;

namespace AppServices.Server.Storage.Mongo;

/// <summary>Where a MongoDB is, as its connection string says it. The string has a password, so that nothing here shows it.</summary>
internal sealed class MongoAddress
{
    // The driver's own defaults are for programs that can wait: half a minute for a server, two for a free connection, and for ever for
    // an answer on a connection of which the other end is gone.
    private static readonly TimeSpan s_selection = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_connection = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_turn = TimeSpan.FromSeconds(5);

    private readonly string _uri;

    private MongoAddress(string uri, string hosts, string prefix = "") => (_uri, Hosts, Prefix) = (uri, hosts, prefix);

    /// <summary>The hosts, which is what may be shown of it.</summary>
    public string Hosts { get; }

    /// <summary>What the names of apps' databases begin with there, of which apps know nothing; empty for nothing.</summary>
    public string Prefix { get; }

    /// <exception cref="FormatException">It is no connection string. The message says nothing of what it is.</exception>
    public static MongoAddress Parse(string uri)
    {
        MongoUrl url;
        try
        {
            url = new MongoUrl(uri);
        }
        catch (Exception error) when (error is MongoConfigurationException or FormatException or ArgumentException)
        {
            // The driver's message quotes the string.
            throw new FormatException("a connection string such as mongodb://USER:PASSWORD@HOST:27017/?replicaSet=NAME is expected");
        }
        return new MongoAddress(uri, string.Join(',', url.Servers.Select(server => server.ToString())));
    }

    /// <summary>The same place, where apps' databases have names that begin with something.</summary>
    public MongoAddress WithPrefix(string prefix) => new(_uri, Hosts, prefix);

    /// <summary>The driver's settings. What the connection string says of times is kept.</summary>
    public MongoClientSettings ToSettings()
    {
        MongoClientSettings settings = MongoClientSettings.FromConnectionString(_uri);
        settings.ApplicationName ??= "appservices-server";
        if (!Says("serverSelectionTimeout")) settings.ServerSelectionTimeout = s_selection;
        if (!Says("connectTimeout")) settings.ConnectTimeout = s_connection;
        if (!Says("socketTimeout")) settings.SocketTimeout = s_answer;
        if (!Says("waitQueueTimeout")) settings.WaitQueueTimeout = s_turn;
        return settings;
    }

    public override string ToString() => Hosts;

    private bool Says(string option) => _uri.Contains($"{option}MS=", StringComparison.OrdinalIgnoreCase)
        || _uri.Contains($"{option}=", StringComparison.OrdinalIgnoreCase);
}
