using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Rules;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Rules.Reading;
using AppServices.Server.Operations;
using AppServices.Server.Services;
using AppServices.Server.Storage;
using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace AppServices.Tests.Rules;

/// <summary>The rules of a sample as the server reads them from an app folder, for the sample's user, on a store.</summary>
internal sealed class RuledApp : IRuleCaller
{
    private readonly Sample _sample;
    private readonly IDataStore _store;
    private readonly SourceRules _rules;

    public RuledApp(Sample sample, IDataStore store)
    {
        (_sample, _store) = (sample, store);
        _rules = Read(new BsonDocument { ["roles"] = new BsonArray(sample.Roles), ["filters"] = new BsonArray(sample.Filters) });
    }

    public DocumentOperations Operations => new(_store, new AccessPolicy(_rules, this), DataSource.DefaultMaxTime);

    /// <summary>Collects what the user is told of changes, until it is cancelled.</summary>
    public async Task WatchAsync(CollectionName name, Action opened, List<BsonDocument> told, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (ChangeEvent change in new RuledChanges(_store, _rules, this).ReadAsync(name, null, _ => opened(), cancellationToken))
                told.Add(change.After is null ? new BsonDocument("deleted", change.Document["documentKey"]["_id"]) : change.Document["fullDocument"].AsBsonDocument);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    public ValueTask<RuleContext> OpenAsync(CancellationToken cancellationToken) => new(new RuleContext(
        name => name == "user" ? Sample.UserOf(_sample.User) : null,
        async (_, arguments) =>
        {
            await Task.Yield();
            return ReferenceExpressions.Even(arguments[0]) is { } even ? (BsonValue)even : throw new RuleCallException("three");
        },
        static _ => { },
        cancellationToken));

    private static SourceRules Read(BsonDocument rules)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("rules-");
        File.WriteAllText(Path.Combine(folder.FullName, "default_rule.json"), rules.ToJson(new JsonWriterSettings { OutputMode = JsonOutputMode.CanonicalExtendedJson }));
        var names = new KnownNames(new HashSet<string> { "even" }, [], []);
        SourceRules read = new SourceRulesReader(names, new Warnings(), new ConfigFiles(new FolderFiles(folder.FullName), TemplateExpansion.None), new RuleSettings()).Read(folder.FullName);
        folder.Delete(recursive: true);
        return read;
    }
}
