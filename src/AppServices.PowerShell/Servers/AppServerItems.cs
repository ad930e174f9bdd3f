using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Bson;
using AppServices.Ejson;

namespace AppServices.Servers;

/// <summary>What a server has said of its apps, each in a line of JSON, of which the latest counts.</summary>
/// <param name="appIds">The apps, in their order.</param>
internal sealed class AppServerItems(IReadOnlyList<string> appIds)
{
    private readonly object _gate = new();
    private readonly Dictionary<string, IReadOnlyList<AppServerItem>> _byApp = new(StringComparer.Ordinal);

    public IReadOnlyList<AppServerItem> All
    {
        get
        {
            lock (_gate)
                return [.. appIds.SelectMany(id => _byApp.TryGetValue(id, out IReadOnlyList<AppServerItem>? items) ? items : [])];
        }
    }

    /// <summary>Takes a line of the server; one that tells of no app is left alone.</summary>
    public void Take(string line)
    {
        if (Parse(line) is not { } listing || listing["appId"] is not string appId || listing["items"] is not object?[] items) return;
        AppServerItem[] read = [.. items.OfType<BsonDocument>().Select(item => Create(appId, item))];
        lock (_gate) _byApp[appId] = read;
    }

    private AppServerItem Create(string appId, BsonDocument item) => item["kind"] switch
    {
        "endpoint" => new AppServerEndpoint(appId, item, appIds.Count > 1),
        "trigger" => new AppServerTrigger(appId, item, appIds.Count > 1),
        _ => new AppServerItem(appId, item, appIds.Count > 1),
    };

    private static BsonDocument? Parse(string line)
    {
        if (line.Length == 0 || line[0] != '{') return null;
        try
        {
            return EjsonConvert.Parse(line) as BsonDocument;
        }
        catch (EjsonException)
        {
            return null;
        }
    }
}
