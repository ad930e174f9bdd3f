using System;
using System.Threading;
using AppServices.Mql.Projections;
using AppServices.Mql.Queries;
using AppServices.Server.Operations;
using AppServices.Server.Services;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Triggers;

/// <summary>Runs a trigger for changes of documents. Source: app-folder 7.2.</summary>
internal sealed class DatabaseWorker : ChangeWorker, IDisposable
{
    private readonly DatabaseTrigger _trigger;
    private readonly OperationClock _clock;
    private readonly Predicate _match;
    private readonly Projection _project;

    /// <param name="trigger">The trigger.</param>
    /// <param name="host">What the triggers of the app share.</param>
    /// <param name="source">The data source that it names.</param>
    /// <param name="abort">Breaks functions off.</param>
    public DatabaseWorker(DatabaseTrigger trigger, TriggerHost host, DataSource source, CancellationToken abort)
        : base(
            trigger, host, source.Collection(trigger.Database, trigger.Collection), trigger.HasDocumentBefore, trigger.Concurrency, abort)
    {
        _trigger = trigger;
        _clock = new OperationClock(source.MaxTime, abort);
        _match = QueryParser.Parse(trigger.Match, _clock.Token);
        _project = Projection.Parse(trigger.Project, null, _clock.Token);
    }

    protected override bool ToleratesLoss => _trigger.ToleratesLoss;

    public void Dispose() => _clock.Dispose();

    protected override BsonDocument? Select(ChangeEvent change)
    {
        if (!_trigger.OperationTypes.Contains(change.Document["operationType"].AsString)) return null;
        BsonDocument told = Tell(change);
        _clock.Reset();
        return _clock.Run(() => _match.Matches(told) ? _project.Apply(told) : null);
    }

    protected override string? KeyOf(BsonDocument argument) => _trigger.Concurrency == 1 ? "" : null;

    // The event as MongoDB's change streams have it for such a trigger.
    private BsonDocument Tell(ChangeEvent change)
    {
        var told = new BsonDocument();
        foreach (BsonElement field in change.Document)
        {
            if (field.Name == "fullDocument" && change.Document["operationType"] == "update" && !_trigger.HasDocument) continue;
            told.Add(field.Name == "updateDescription" ? new BsonElement(field.Name, WithArrays(field.Value.AsBsonDocument)) : field);
            if (field.Name == "wallTime" && _trigger.HasDocumentBefore && change.Before is { } before)
                told["fullDocumentBeforeChange"] = before;
        }
        return told;
    }

    private static BsonDocument WithArrays(BsonDocument update) =>
        update.Contains("truncatedArrays") ? update : new(update) { ["truncatedArrays"] = new BsonArray() };
}
