using System.Linq;
using AppServices.Bson;

namespace AppServices;

/// <summary>Whether something of an app works on a server.</summary>
public enum AppServerItemState
{
    /// <summary>It is served.</summary>
    Works,

    /// <summary>It is broken, or fails for what it needs and does not get.</summary>
    Fails,

    /// <summary>The app's files have it off.</summary>
    Disabled,
}

/// <summary>Something that an app has on a server that Start-AppServer started. Source: app-folder 1.18.</summary>
public class AppServerItem
{
    private readonly string _owner;

    internal AppServerItem(string appId, BsonDocument item, bool isAmongOthers)
    {
        AppId = appId;
        _owner = isAmongOthers ? $"{appId}: " : "";
        Kind = item["kind"] as string ?? "";
        Name = item["name"] as string ?? "";
        Detail = item["detail"] as string;
        Place = item["place"] as string ?? "";
        State = item["state"] switch
        {
            "works" => AppServerItemState.Works,
            "disabled" => AppServerItemState.Disabled,
            _ => AppServerItemState.Fails,
        };
        Problem = item["problem"] as string ?? MissingOf(item);
    }

    /// <summary>The client app id.</summary>
    public string AppId { get; }

    /// <summary>What it is, such as <c>endpoint</c>, <c>trigger</c>, <c>function</c>.</summary>
    public string Kind { get; }

    /// <summary>What the app calls it.</summary>
    public string Name { get; }

    /// <summary>What more there is to say of it, such as the path of a web site; null for nothing.</summary>
    public string? Detail { get; }

    /// <summary>Its file below the app's folder, and the line after a colon where one is known.</summary>
    public string Place { get; }

    /// <summary>Whether it works.</summary>
    public AppServerItemState State { get; }

    /// <summary>Why it fails; null when it does not.</summary>
    public string? Problem { get; }

    /// <summary>In a few words what it is and whether it works; with its app where a server has several.</summary>
    public sealed override string ToString() =>
        _owner + Text + State switch { AppServerItemState.Works => "", AppServerItemState.Fails => " [fails]", _ => " [disabled]" };

    private protected virtual string Text => Detail is null ? Name : $"{Name} ({Detail})";

    private static string? MissingOf(BsonDocument item) => item["missing"] is object?[] missing
        ? string.Join(", ", missing.OfType<BsonDocument>().Select(need => $"{need["kind"]} '{need["name"]}' is missing"))
        : null;
}

/// <summary>An HTTPS endpoint of an app.</summary>
public sealed class AppServerEndpoint : AppServerItem
{
    internal AppServerEndpoint(string appId, BsonDocument item, bool isAmongOthers) : base(appId, item, isAmongOthers)
    {
        string[] parts = Name.Split([' '], 2);
        (Method, Route) = (parts[0], parts[parts.Length - 1]);
    }

    /// <summary>The HTTP method; <c>*</c> for all.</summary>
    public string Method { get; }

    /// <summary>The route, such as <c>/orders</c>.</summary>
    public string Route { get; }
}

/// <summary>A trigger of an app.</summary>
public sealed class AppServerTrigger : AppServerItem
{
    internal AppServerTrigger(string appId, BsonDocument item, bool isAmongOthers) : base(appId, item, isAmongOthers) =>
        Type = item["type"] as string ?? "";

    /// <summary><c>DATABASE</c>, <c>AUTHENTICATION</c> or <c>SCHEDULED</c>.</summary>
    public string Type { get; }

    private protected override string Text => string.Join(" ", new[] { $"{Name} ({Type}", Detail }.Where(part => part is not null)) + ")";
}
