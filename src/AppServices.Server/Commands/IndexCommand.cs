using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.AppConfig;
using AppServices.Server.Bson;
using AppServices.Server.Services;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Commands;

/// <summary><c>index create|list|drop</c>: the indexes of an app's collections. Works while a server runs on the same data.</summary>
internal static class IndexCommand
{
    private const string DefaultService = "mongodb-atlas";

    private static readonly Argument<string> s_fields = new("FIELDS") { Description = """Fields with 1 or -1, such as '{"owner":1,"date":-1}'.""" };
    private static readonly Argument<string> s_name = new("NAME") { Description = "The index's name, as list shows it." };
    private static readonly Option<string> s_service =
        new("--service") { Description = "The data source.", DefaultValueFactory = _ => DefaultService };
    private static readonly Option<string> s_database = new("--database") { Description = "The database.", Required = true };
    private static readonly Option<string> s_collection = new("--collection") { Description = "The collection.", Required = true };
    private static readonly Option<bool> s_unique = new("--unique") { Description = "Refuse two documents with the same values." };
    private static readonly Option<bool> s_sparse = new("--sparse") { Description = "Leave out documents that have none of the fields." };
    private static readonly Option<string?> s_partial =
        new("--partial-filter") { Description = """Hold only documents that match, such as '{"open":true}'.""", HelpName = "QUERY" };
    private static readonly Option<int?> s_expires =
        new("--expire-after-seconds") { Description = "Delete a document that long after the date in the field.", HelpName = "SECONDS" };
    private static readonly Option<string?> s_given = new("--name") { Description = "The index's name; made of the fields by default." };

    public static Command Create() => new("index", "Manages the indexes of an app's collections.")
    {
        Subcommand("create", "Makes an index, unless it is there.", CreateAsync, creates: true, s_fields, s_unique, s_sparse, s_partial,
            s_expires, s_given),
        Subcommand("list", "Lists the indexes, besides that of _id.", ListAsync, creates: false),
        Subcommand("drop", "Drops an index; the documents stay.", DropAsync, creates: false, s_name),
    };

    private static Command Subcommand(
        string verb, string description, Func<ParseResult, AppTarget, CollectionName, CancellationToken, Task> run, bool creates,
        params Symbol[] own)
    {
        var command = new Command(verb, description);
        foreach (Argument argument in own.OfType<Argument>()) command.Add(argument);
        foreach (Option option in (IEnumerable<Option>)[.. AppTarget.Options, s_service, s_database, s_collection, .. own.OfType<Option>()])
            command.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string service = parsed.GetRequiredValue(s_service);
            string database = parsed.GetRequiredValue(s_database), name = parsed.GetRequiredValue(s_collection);
            if (CollectionName.Problem(database, name) is { } problem) throw new ConfigurationException($"{problem}.");
            await using AppTarget app = await AppTarget.OpenAsync(parsed, creates, cancellationToken);
            var collection = new CollectionName(DataSource.SourceOf(app.AppId, service), database, name);
            await RequireServiceAsync(app, service, collection.Source, cancellationToken);
            await run(parsed, app, collection, cancellationToken);
            return 0;
        });
        return command;
    }

    // Where only the app's id is known, its data source is one that has documents, or the one that nearly every app has.
    private static async Task RequireServiceAsync(AppTarget app, string service, string source, CancellationToken cancellationToken)
    {
        bool isKnown = await app.FindDefinitionAsync(cancellationToken) is { } definition
            ? definition.Get<DataSources>().All.Any(known => known.Name == service)
            : service == DefaultService || (await app.Stores.Find(source).ListCollectionsAsync(source, cancellationToken)).Count > 0;
        if (!isKnown) throw new ConfigurationException($"--service {service}: App '{app.AppId}' has no such data source.");
    }

    private static async Task CreateAsync(ParseResult parsed, AppTarget app, CollectionName collection, CancellationToken cancellationToken)
    {
        var definition = new IndexDefinition(Json(parsed.GetRequiredValue(s_fields), "fields", """{"owner":1,"date":-1}"""))
        {
            Name = parsed.GetValue(s_given),
            IsUnique = parsed.GetValue(s_unique),
            IsSparse = parsed.GetValue(s_sparse),
            PartialFilter = parsed.GetValue(s_partial) is { } filter ? Json(filter, "filter", """{"open":true}""") : null,
            ExpireAfterSeconds = parsed.GetValue(s_expires),
        };
        try
        {
            app.Output.WriteLine(await app.Stores.Find(collection.Source).EnsureIndexAsync(collection, definition, cancellationToken));
        }
        catch (Exception error) when (error is DocumentException or DuplicateKeyException)
        {
            throw new ConfigurationException(error.Message);
        }
    }

    private static async Task ListAsync(ParseResult parsed, AppTarget app, CollectionName collection, CancellationToken cancellationToken)
    {
        foreach (IndexDefinition index in await app.Stores.Find(collection.Source).ListIndexesAsync(collection, cancellationToken))
        {
            app.Output.WriteLine(
                $"{index.Name}  {index.Fields.ToJson()}{(index.IsUnique ? "  unique" : "")}{(index.IsSparse ? "  sparse" : "")}"
                    + (index.PartialFilter is { } filter ? $"  of {ErrorText.Of(filter)}" : "")
                    + (index.ExpireAfterSeconds is { } seconds ? $"  expires after {seconds} s" : ""));
        }
    }

    private static async Task DropAsync(ParseResult parsed, AppTarget app, CollectionName collection, CancellationToken cancellationToken)
    {
        string name = parsed.GetRequiredValue(s_name);
        if (!await app.Stores.Find(collection.Source).DropIndexAsync(collection, name, cancellationToken))
            throw new ConfigurationException(
                $"Collection '{collection.Database}.{collection.Collection}' has no index '{name}'. See: appservices-server "
                    + $"index list{app.Given}{DatabaseOptions.Given(parsed, [s_service, s_database, s_collection])}");
    }

    private static BsonDocument Json(string json, string what, string example)
    {
        try
        {
            if (EjsonReader.Parse(Encoding.UTF8.GetBytes(json)) is BsonDocument fields) return fields;
        }
        catch (EjsonFormatException error)
        {
            throw new ConfigurationException($"The {what} cannot be read: {error.Message}");
        }
        throw new ConfigurationException($"The {what} must be a JSON object such as {example}.");
    }
}
