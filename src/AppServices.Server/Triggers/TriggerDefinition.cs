using System.Collections.Generic;
using System.Linq;
using AppServices.Server.AppConfig;
using MongoDB.Bson;

namespace AppServices.Server.Triggers;

/// <summary>A trigger as an app's file has it. Source: app-folder 7.1.</summary>
/// <param name="Name">Its name, unique in the app.</param>
/// <param name="Function">The function that it calls.</param>
/// <param name="IsDisabled">Whether the file says that it is not to run.</param>
internal abstract record TriggerDefinition(string Name, string Function, bool IsDisabled)
{
    /// <summary>The type, as files name it.</summary>
    public abstract string Type { get; }

    /// <summary>What it waits for, in one line.</summary>
    public abstract string Summary { get; }

    /// <summary>Whether it does not make up for what happened while it was off.</summary>
    public bool SkipsMissed { get; init; }
}

/// <summary>A trigger for changes of documents. Source: app-folder 7.2.</summary>
internal sealed record DatabaseTrigger(string Name, string Function, bool IsDisabled) : TriggerDefinition(Name, Function, IsDisabled)
{
    public const string TypeName = "DATABASE";

    public override string Type => TypeName;

    public override string Summary =>
        $"{string.Join(',', OperationTypes.Order()).ToUpperInvariant()} {(Database.Length == 0 ? "*" : Database)}.{(Collection.Length == 0 ? "*" : Collection)}";

    /// <summary>The data source.</summary>
    public required string DataSource { get; init; }

    /// <summary>The database; empty for all.</summary>
    public string Database { get; init; } = "";

    /// <summary>The collection; empty for all.</summary>
    public string Collection { get; init; } = "";

    /// <summary>The operations, in lower case.</summary>
    public required IReadOnlySet<string> OperationTypes { get; init; }

    /// <summary>Whether events of updates have the document.</summary>
    public bool HasDocument { get; init; }

    /// <summary>Whether events have the document as it was before.</summary>
    public bool HasDocumentBefore { get; init; }

    /// <summary>What events must match; empty for all.</summary>
    public BsonDocument Match { get; init; } = [];

    /// <summary>What of an event the function gets; empty for all of it.</summary>
    public BsonDocument Project { get; init; } = [];

    /// <summary>How many events are handled at once; 1 for one after another.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>Whether it goes on from now when what it has missed is no longer there.</summary>
    public bool ToleratesLoss { get; init; }
}

/// <summary>A trigger for logins and the life of users. Source: app-folder 7.3.</summary>
internal sealed record AuthenticationTrigger(string Name, string Function, bool IsDisabled) : TriggerDefinition(Name, Function, IsDisabled)
{
    public const string TypeName = "AUTHENTICATION";

    public override string Type => TypeName;

    public override string Summary =>
        $"{string.Join(',', Operations.Order())} {(Providers.Count == 0 ? "*" : string.Join(',', Providers.Order()))}";

    /// <summary>LOGIN, CREATE, DELETE.</summary>
    public required IReadOnlySet<string> Operations { get; init; }

    /// <summary>The types of the providers; none for all.</summary>
    public required IReadOnlySet<string> Providers { get; init; }
}

/// <summary>A trigger for moments. Source: app-folder 7.4.</summary>
internal sealed record ScheduledTrigger(string Name, string Function, bool IsDisabled) : TriggerDefinition(Name, Function, IsDisabled)
{
    public const string TypeName = "SCHEDULED";

    public override string Type => TypeName;

    public override string Summary => Expression;

    /// <summary>The expression, as the file has it.</summary>
    public required string Expression { get; init; }

    /// <summary>When it fires.</summary>
    public required CronSchedule Schedule { get; init; }
}

/// <summary>The triggers of an app that can run.</summary>
/// <param name="All">The triggers.</param>
/// <param name="IsComplete">
/// Whether every file could be read. If not, a trigger that is not here may be one of those, and keeps its place.
/// </param>
/// <param name="Items">What there is of triggers in the files, those that cannot run, too.</param>
internal sealed record TriggerSettings(IReadOnlyList<TriggerDefinition> All, bool IsComplete, IReadOnlyList<AppItem> Items);
