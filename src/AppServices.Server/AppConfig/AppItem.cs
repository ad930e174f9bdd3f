using System.Collections.Generic;

namespace AppServices.Server.AppConfig;

/// <summary>One thing that an app's files say it has, and whether it will work: what <c>check</c>, the log and the module show.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">What the app calls it, such as <c>GET /orders</c> for an endpoint.</param>
/// <param name="Place">Its file below the app's folder with <c>/</c>, and the line after a colon where one is known.</param>
internal sealed record AppItem(AppItemKind Kind, string Name, string Place)
{
    /// <summary>Which of its kind it is, as files name it, such as <c>DATABASE</c>; null where a kind has no types.</summary>
    public string? Type { get; init; }

    /// <summary>What more it is in one line, such as what a trigger waits for or the path of a site; null for nothing.</summary>
    public string? Detail { get; init; }

    /// <summary>Why it does not work, as a sentence that may begin with a place; null when nothing is wrong with itself.</summary>
    public string? Problem { get; init; }

    /// <summary>What it needs and does not get. It is served, and fails where it needs that.</summary>
    public IReadOnlyList<MissingNeed> Missing { get; init; } = [];

    /// <summary>Whether the files say that it is off.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>Whether it will do what it is there for, unless it is disabled.</summary>
    public bool Works => IsDisabled || (Problem is null && Missing.Count == 0);

    /// <summary>The item when its configuration is broken, or a secret that it needs is missing, so that it is closed.</summary>
    public AppItem Closed(ConfigurationException error, ConfigFiles files) => error is MissingSecretException { Name: { } name }
        ? this with { Missing = [new MissingNeed(MissingKind.Secret, name.Text(), files.PlaceOf(name))] }
        : this with { Problem = error.Message };

    /// <summary>The file of <see cref="Place"/>.</summary>
    public string File => Place.Split(':')[0];
}

/// <summary>What an app can have, in the order in which it is shown.</summary>
internal enum AppItemKind
{
    Provider,
    UserData,
    DataSource,
    Function,
    Endpoint,
    DataApi,
    Webhook,
    Trigger,
    Service,
    Value,
    Hosting,
    Resolver,
    Sync,
    LogForwarder,
}

/// <summary>Something that is not there, or not in this server.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name, such as <c>axios</c>.</param>
/// <param name="Place">Where it is needed, as <see cref="AppItem.Place"/> says places.</param>
internal sealed record MissingNeed(MissingKind Kind, string Name, string Place);

/// <summary>What things of an app can need.</summary>
internal enum MissingKind
{
    Secret,
    Function,
    Package,
    Operator,
    Method,
    Value,
    Service,
}
