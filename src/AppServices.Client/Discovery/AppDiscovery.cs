using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Bson;
using AppServices.Ejson;
using AppServices.Http;

namespace AppServices;

/// <summary>What a server tells a user of itself and of what the user may use. Source: client-api 17.1.</summary>
public sealed record AppDiscovery
{
    private const string NoSuchApp = "cannot find app";
    private const string Expected = "what the discovery of an app is";

    /// <summary>The server's name, such as <c>appservices-server</c>.</summary>
    public string ServerName { get; private init; } = "";

    /// <summary>The server's version.</summary>
    public string ServerVersion { get; private init; } = "";

    /// <summary>The server's clock when it answered.</summary>
    public DateTimeOffset ServerTime { get; private init; }

    /// <summary>The functions that the user may call.</summary>
    public IReadOnlyList<string> Functions { get; private init; } = [];

    /// <summary>Services that are no data sources, such as those for push notifications.</summary>
    public IReadOnlyList<string> Services { get; private init; } = [];

    /// <summary>The data sources with something for the user.</summary>
    public IReadOnlyList<string> DataSources { get; private init; } = [];

    /// <summary>Their collections with something for the user.</summary>
    public IReadOnlyList<VisibleCollection> Collections { get; private init; } = [];

    /// <summary>Whether data sources have <c>bulkWrite</c> (client-api 17.2).</summary>
    public bool HasBulkWrite { get; private init; }

    /// <summary>Asks the server.</summary>
    /// <returns>Null when the server does not tell such things, as the hosted service did not.</returns>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public static async Task<AppDiscovery?> FetchAsync(AppSession session, RequestOptions options, CancellationToken cancellationToken)
    {
        var request = new AppRequest(
            HttpMethod.Get, $"/app/{Uri.EscapeDataString(session.App.AppId)}/discovery", $"Asking what app '{session.App.AppId}' has");
        try
        {
            return Read(await session.SendAsync(request, options, cancellationToken).ConfigureAwait(false), request.Action);
        }
        catch (AppServicesException error) when (error is { StatusCode: 404 or 405 or 501 } && error.Reason?.Contains(NoSuchApp) != true)
        {
            return null;
        }
    }

    private static AppDiscovery Read(AppReply reply, string action)
    {
        try
        {
            if (EjsonConvert.Parse(reply.Body) is BsonDocument root
                && root["server"] is BsonDocument server && server["name"] is string name && server["version"] is string version
                && server["time"] is DateTime time)
            {
                return new AppDiscovery
                {
                    ServerName = name,
                    ServerVersion = version,
                    ServerTime = new DateTimeOffset(time),
                    Functions = [.. Items(root, "functions").OfType<string>()],
                    Services = Names(root, "services"),
                    DataSources = Names(root, "data_sources"),
                    Collections = [.. Documents(root, "data_sources").SelectMany(ReadCollections)],
                    HasBulkWrite = Items(root, "extensions").Contains("bulkWrite"),
                };
            }
        }
        catch (EjsonException error)
        {
            throw InvalidReply.Create(reply, action, Expected, error);
        }
        throw InvalidReply.Create(reply, action, Expected);
    }

    private static IEnumerable<VisibleCollection> ReadCollections(BsonDocument source) =>
        from database in Documents(source, "databases")
        from collection in Documents(database, "collections")
        where source["name"] is string && database["name"] is string && collection["name"] is string
        select new VisibleCollection((string)source["name"]!, (string)database["name"]!, (string)collection["name"]!)
        {
            CanRead = collection["read"] is true,
            CanInsert = collection["insert"] is true,
            CanUpdate = collection["update"] is true,
            CanDelete = collection["delete"] is true,
        };

    private static string[] Names(BsonDocument document, string list) =>
        [.. Documents(document, list).Select(item => item["name"]).OfType<string>()];

    private static IEnumerable<BsonDocument> Documents(BsonDocument document, string list) => Items(document, list).OfType<BsonDocument>();

    private static object?[] Items(BsonDocument document, string list) => document[list] as object?[] ?? [];
}

/// <summary>A collection of which a user may see or change something; the rules decide of which documents.</summary>
/// <param name="Service">The data source.</param>
/// <param name="Database">The database.</param>
/// <param name="Name">The collection's name.</param>
public sealed record VisibleCollection(string Service, string Database, string Name)
{
    /// <summary>Whether the user may see something of some document.</summary>
    public bool CanRead { get; init; }

    /// <summary>Whether the user may insert some document.</summary>
    public bool CanInsert { get; init; }

    /// <summary>Whether the user may change some document.</summary>
    public bool CanUpdate { get; init; }

    /// <summary>Whether the user may delete some document.</summary>
    public bool CanDelete { get; init; }
}
