using System;
using AppServices.Mql;
using AppServices.Server.Operations;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>A command as somebody has sent it.</summary>
/// <param name="client">Who.</param>
/// <param name="command">The command.</param>
/// <param name="body">What came, its name first.</param>
/// <param name="databases">The databases that there are.</param>
/// <param name="access">How it reaches documents: by itself, or as part of a transaction.</param>
internal sealed class WireCall(
    WireClient client, WireCommand command, BsonDocument body, WireDatabases databases, IDocumentAccess access)
{
    private const int DaysOfEndless = 10_000;

    // The operator's own work may take its time, as at MongoDB; who wants less says so.
    private static readonly TimeSpan s_maxTime = TimeSpan.FromHours(24);

    public WireClient Client => client;

    public WireCommand Command => command;

    /// <summary>The arguments.</summary>
    public CommandArguments Arguments { get; } = new(command.Name, body);

    /// <summary>The database that it is sent to.</summary>
    public string Database { get; } = body.GetValue("$db", BsonNull.Value) is BsonString { Value.Length: > 0 } name
        ? name.Value
        : throw new DocumentException(40571, "Location40571", "OP_MSG requests require a $db argument");

    /// <summary>The session that it is sent in; null for none.</summary>
    public SessionKey? Session { get; init; }

    /// <summary>The number of the transaction that it is a part of; null for none.</summary>
    public long? Transaction { get; init; }

    /// <summary>How it reaches documents.</summary>
    public IDocumentAccess Access => access;

    /// <summary>How long it may work; null when that is not said.</summary>
    public TimeSpan? MaxTime => Services.MaxTime.Parse(Arguments.Value(Services.MaxTime.Option));

    /// <summary>The operations on documents, to which no rule applies.</summary>
    public DocumentOperations Operations => new(Documents, policy: null, MaxTime is { } time && time < s_maxTime ? time : s_maxTime);

    /// <summary>The same for what goes on for as long as somebody reads it, and waits for most of the time.</summary>
    public DocumentOperations EndlessOperations => new(access, policy: null, TimeSpan.FromDays(DaysOfEndless));

    private IDocumentAccess Documents => Arguments.Flag("bypassDocumentValidation") ? new UncheckedAccess(access) : access;

    /// <summary>The same call with another way to the documents.</summary>
    public WireCall Through(IDocumentAccess other, long? transaction) => new(client, command, body, databases, other)
    {
        Session = Session,
        Transaction = transaction,
    };

    /// <summary>The collection that the command's first argument names.</summary>
    /// <exception cref="DocumentException">It names none.</exception>
    public CollectionName Collection()
    {
        BsonValue named = body.GetElement(0).Value;
        if (named is not BsonString { Value: var name })
        {
            throw DocumentException.BadValue(
                $"collection name has invalid type {AppServices.Mql.Values.TypeNames.Of(named)}");
        }
        return Collection(Database, name);
    }

    /// <summary>The same for a command that writes.</summary>
    /// <exception cref="DocumentException">It names none, or one that cannot be written to.</exception>
    public CollectionName WritableCollection() => WireDatabases.RequireWritable(Collection());

    /// <summary>A collection by its whole name, such as <c>shop.items</c>.</summary>
    /// <exception cref="DocumentException">It is none.</exception>
    public CollectionName Collection(string ns) => ns.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot
        ? Collection(ns[..dot], ns[(dot + 1)..])
        : throw new DocumentException(73, "InvalidNamespace", $"Invalid namespace specified '{ns}'");

    /// <summary>A collection of a database.</summary>
    /// <exception cref="DocumentException">There can be none of that name.</exception>
    public CollectionName Collection(string database, string name) => databases.Collection(database, name);
}
