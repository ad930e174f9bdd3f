using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using AppServices.Mql;
using AppServices.Mql.Projections;
using AppServices.Mql.Queries;
using AppServices.Server.AppConfig;
using AppServices.Server.Functions;
using AppServices.Server.Functions.Reading;
using AppServices.Server.Services;
using AppServices.Server.Users;
using MongoDB.Bson;

namespace AppServices.Server.Triggers;

/// <summary>
/// Reads an app's <c>triggers/*.json</c>. A file that is wrong keeps its own trigger from running, and no other. Source: app-folder 7.1.
/// </summary>
internal sealed class TriggerFiles(AppReading app)
{
    private const string FunctionProcessor = "FUNCTION";

    // How many functions of one trigger run at once where their order does not matter.
    private const int Unordered = 16;
    private const int MaxThroughput = 64;

    private static readonly string[] s_changes = ["INSERT", "UPDATE", "REPLACE", "DELETE"];
    private static readonly string[] s_authentications =
        [AuthenticationEvents.Login, AuthenticationEvents.Create, AuthenticationEvents.Delete];

    private readonly Dictionary<string, TriggerDefinition> _triggers = new(StringComparer.Ordinal);
    private readonly List<AppItem> _items = [];

    /// <summary>Reads them all.</summary>
    public TriggerSettings Read()
    {
        string folder = Path.Combine(app.Files.Root, "triggers");
        if (!app.Files.Source.Exists(folder)) return new TriggerSettings([], IsComplete: true, []);
        IReadOnlyList<string> files = [];
        bool isComplete = app.Warnings.TryRead(folder, () => files = app.Files.Source.Files(folder, ".json"));
        foreach (string path in files)
        {
            string place = app.Files.PlaceOf(path);
            var item = new AppItem(AppItemKind.Trigger, place, place);
            bool isRead = app.Warnings.TryRead(path, () => Read(app.Files.Read(path), ref item), out ConfigurationException? problem);
            _items.Add(problem is null ? item : item.Closed(problem, app.Files));
            isComplete &= isRead;
        }
        return new TriggerSettings([.. _triggers.Values], isComplete, _items);
    }

    private void Read(ConfigFile file, ref AppItem item)
    {
        string name = file.RequiredText("name");
        bool isDisabled = file.Flag("disabled");
        item = item with { Name = name, IsDisabled = isDisabled };
        string type = file.RequiredText("type");
        item = item with { Type = type };
        if (FunctionOf(file) is not { } function)
        {
            item = item with { Problem = WithoutFunction(file) };
            return;
        }
        ConfigFile config = file.Field("config") ?? throw file.Wrong("the object 'config' is missing");
        if (!isDisabled) RequireRunnable(file, function);
        CheckHandler(file);
        TriggerDefinition trigger = type.ToUpperInvariant() switch
        {
            DatabaseTrigger.TypeName => ReadDatabase(config, name, function, isDisabled),
            AuthenticationTrigger.TypeName => ReadAuthentication(config, name, function, isDisabled),
            ScheduledTrigger.TypeName => ReadScheduled(config, name, function, isDisabled),
            _ => throw file.Field("type")!.Wrong($"'{type}' is no type of trigger; DATABASE, AUTHENTICATION and SCHEDULED are possible"),
        };
        item = item with { Type = trigger.Type, Detail = trigger.Summary };
        if (!_triggers.TryAdd(name, trigger)) throw file.Wrong($"another file has a trigger '{name}', too; rename one of them");
    }

    private static ConfigFile? ProcessorOf(ConfigFile file) => file.Field("event_processors")?.Field(FunctionProcessor)?.Field("config");

    private string? FunctionOf(ConfigFile file) =>
        (ProcessorOf(file) is { } inner ? FunctionReference.Usual.Read(inner, app) : null) ?? FunctionReference.Usual.Read(file, app);

    private static string WithoutFunction(ConfigFile file)
    {
        if (file.Field("event_processors")?.Field("AWS_EVENTBRIDGE") is not null)
            return "The trigger sends its events to AWS EventBridge, which this server does not.";
        string? inner = ProcessorOf(file) is { } processor ? FunctionReference.Usual.IdIn(processor) : null;
        return (inner ?? FunctionReference.Usual.IdIn(file)) is { } id
            ? $"The trigger names a function by the id '{id}', which none of the app has; give its name in 'function_name'."
            : "The trigger names no function, so there is nothing to run.";
    }

    // Events that nobody can handle wait, instead of being lost one by one.
    private void RequireRunnable(ConfigFile file, string function)
    {
        if (!app.Get<FunctionCatalog>().TryGet(function, out CatalogFunction? found))
            throw file.Wrong($"the app has no function '{function}'");
        if (!found.CanRun) throw file.Wrong($"function '{function}' cannot run: {found.Problem}");
    }

    // It is kept and not run, so nothing fails here for want of it.
    private void CheckHandler(ConfigFile file)
    {
        ConfigFile? named = file.Field("error_handler")?.Field("config")?.Field("function_name");
        if (named?.Text() is { Length: > 0 } name && !app.Get<FunctionCatalog>().TryGet(name, out _))
            app.Warnings.Add(named, $"the app has no function '{name}'");
    }

    private DatabaseTrigger ReadDatabase(ConfigFile config, string name, string function, bool isDisabled)
    {
        bool isUnordered = config.Flag("unordered"), isFast = config.Flag("maximum_throughput");
        if (isFast && !isUnordered) app.Warnings.Add(config, "'maximum_throughput' has an effect on unordered triggers only");
        string database = config.Text("database") ?? "", collection = config.Text("collection") ?? "";
        if (database.Length == 0 && collection.Length > 0) throw config.Wrong("'database' is missing");
        return new(name, function, isDisabled)
        {
            DataSource = DataSourceOf(config),
            Database = database,
            Collection = collection,
            OperationTypes = Operations(config, "operation_types", s_changes).Select(name => name.ToLowerInvariant()).ToImmutableHashSet(),
            HasDocument = config.Flag("full_document"),
            HasDocumentBefore = config.Flag("full_document_before_change"),
            Match = Match(config),
            Project = Project(config),
            Concurrency = !isUnordered ? 1 : isFast ? MaxThroughput : Unordered,
            SkipsMissed = config.Flag("skip_catchup_events"),
            ToleratesLoss = config.Flag("tolerate_resume_errors"),
        };
    }

    private AuthenticationTrigger ReadAuthentication(
        ConfigFile config, string name, string function, bool isDisabled) => new(name, function, isDisabled)
    {
        Operations = Operations(config, config.Field("operation_types") is null ? "operation_type" : "operation_types", s_authentications),
        Providers = config.Field("providers") is { } providers
            ? providers.Items().Select(provider => provider.Text()).ToImmutableHashSet()
            : ImmutableHashSet<string>.Empty,
    };

    private ScheduledTrigger ReadScheduled(ConfigFile config, string name, string function, bool isDisabled)
    {
        string expression = config.RequiredText("schedule");
        ConfigFile place = config.Field("schedule")!;
        try
        {
            var schedule = CronSchedule.Parse(expression);
            if (schedule.HasOddStep)
                app.Warnings.Add(
                    place, "a step in days, months or weekdays is not documented; it takes the multiples, as in minutes and hours");
            if (schedule.Next(DateTime.UtcNow) is null)
                app.Warnings.Add(place, $"'{expression}' names no day that there is; the trigger will never fire");
            return new(name, function, isDisabled) { Expression = expression, Schedule = schedule,
                SkipsMissed = config.Flag("skip_catchup_events") };
        }
        catch (FormatException error)
        {
            throw place.Wrong(error.Message);
        }
    }

    private string DataSourceOf(ConfigFile config)
    {
        DataSources sources = app.Get<DataSources>();
        if (config.Text("service_name") is { Length: > 0 } name)
        {
            return sources.All.Any(source => source.Name == name)
                ? name
                : throw config.Field("service_name")!.Wrong($"'{name}' is none of the app's data sources that can be used");
        }
        return sources.All.Count == 1
            ? sources.All[0].Name
            : throw config.Wrong("'service_name' is missing, and the app has no data source or more than one");
    }

    private ImmutableHashSet<string> Operations(ConfigFile config, string field, string[] known)
    {
        ConfigFile place = config.Field(field) ?? throw config.Wrong($"'{field}' is missing; {string.Join(", ", known)} are possible");
        string[] named = place.Kind == JsonValueKind.Array ? [.. place.Items().Select(item => item.Text())] : [place.Text()];
        foreach (string other in named.Where(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase)))
            app.Warnings.Add(place, $"'{other}' never happens here; {string.Join(", ", known)} are possible");
        ImmutableHashSet<string> operations = [.. known.Where(name => named.Contains(name, StringComparer.OrdinalIgnoreCase))];
        return operations.Count > 0 ? operations : throw place.Wrong($"none of {string.Join(", ", known)} is named");
    }

    private BsonDocument Match(ConfigFile config)
    {
        BsonDocument match = Fragment(config, "match");
        return Checked(config, "match", () => QueryParser.Parse(match, CancellationToken.None), match);
    }

    private BsonDocument Project(ConfigFile config)
    {
        BsonDocument project = Fragment(config, "project");
        if (project.Any(field => !field.Value.IsNumeric && !field.Value.IsBoolean))
        {
            app.Warnings.Add(config.Field("project")!, "computed fields are not supported; the function gets the whole event");
            return [];
        }
        return Checked(config, "project", () => Projection.Parse(project, null, CancellationToken.None), project);
    }

    private BsonDocument Fragment(ConfigFile config, string name)
    {
        if (config.Field(name) is not { } field) return [];
        if (EjsonValue.Read(field) is BsonDocument fragment) return fragment;
        app.Warnings.Add(field, "no object, so it has no effect");
        return [];
    }

    private static BsonDocument Checked<T>(ConfigFile config, string name, Func<T> parse, BsonDocument fragment)
    {
        try
        {
            parse();
            return fragment;
        }
        catch (DocumentException error)
        {
            throw config.Field(name)!.Wrong($"'{name}' is not valid: {error.Message.TrimEnd('.')}");
        }
    }
}
