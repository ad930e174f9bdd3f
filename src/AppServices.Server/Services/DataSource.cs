using System;
using System.Collections.Generic;
using System.Threading;
using AppServices.Server.Operations;
using AppServices.Server.Rules;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Storage;

namespace AppServices.Server.Services;

/// <summary>A data source of an app, such as <c>mongodb-atlas</c>.</summary>
/// <param name="Name">The name that clients and functions use.</param>
/// <param name="Source">The name of its data in the store, unique among all apps.</param>
/// <param name="Store">Where its documents are.</param>
/// <param name="Rules">Who may do what with them.</param>
internal sealed record DataSource(string Name, string Source, IDataStore Store, SourceRules Rules)
{
    /// <summary>How long an operation may work when nobody says.</summary>
    public static readonly TimeSpan DefaultMaxTime = TimeSpan.FromSeconds(30);

    /// <summary>How long an operation may work at most.</summary>
    public TimeSpan MaxTime { get; init; } = DefaultMaxTime;

    /// <summary>Whether functions of users may join collections by <c>$lookup</c>.</summary>
    public bool AllowsLookup { get; init; }

    /// <summary>The name that a data source of an app has in the store.</summary>
    public static string SourceOf(string clientAppId, string name) => $"{clientAppId}/{name}";

    /// <summary>The operations of a caller, which pass the rules.</summary>
    /// <param name="caller">Whose they are; null for the system, to which no rule applies.</param>
    /// <param name="maxTime">How long each may work, as the caller says; null for as long as any may.</param>
    /// <param name="transaction">The transaction that they are part of; null for none.</param>
    /// <param name="isFunction">Whether a function asks, rather than a client.</param>
    public DocumentOperations Open(
        IRuleCaller? caller, TimeSpan? maxTime, IStoreTransaction? transaction = null, bool isFunction = false) => new(
        transaction is null ? Store : transaction,
        caller is null ? null : new AccessPolicy(Rules, caller) { MayJoin = isFunction && AllowsLookup },
        maxTime < MaxTime ? maxTime.Value : MaxTime);

    /// <summary>The changes that a caller may see, from now on or from after an earlier event.</summary>
    public IAsyncEnumerable<ChangeEvent> WatchAsync(
        CollectionName collection, string? resumeAfter, Action<string> reached, IRuleCaller caller, CancellationToken cancellationToken) =>
        new RuledChanges(Store, Rules, caller).ReadAsync(collection, resumeAfter, reached, cancellationToken);

    /// <summary>The full name of a collection.</summary>
    public CollectionName Collection(string database, string collection) => new(Source, database, collection);
}
