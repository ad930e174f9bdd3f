using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Admin.Push;

/// <summary>A push message of an app. Source: admin-api 5.5.</summary>
/// <param name="Id">24 hexadecimal digits.</param>
/// <param name="AppId">The client app id.</param>
/// <param name="Label">What operators call it.</param>
/// <param name="Text">What devices show.</param>
/// <param name="Topic">Whose subscribers get it.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Sent">When it was sent; null for a draft.</param>
internal sealed record PushMessage(string Id, string AppId, string Label, string Text, string Topic, DateTime Created, DateTime? Sent)
{
    public static PushMessage From(BsonDocument document) => new(
        document["_id"].AsString, document["app"].AsString, document["label"].AsString, document["message"].AsString,
        document["topic"].AsString, document["created"].ToUniversalTime(), document["sent"].ToNullableUniversalTime());

    public BsonDocument ToBson() => new()
    {
        ["_id"] = Id,
        ["app"] = AppId,
        ["label"] = Label,
        ["message"] = Text,
        ["topic"] = Topic,
        ["created"] = Created,
        ["sent"] = Sent is { } sent ? sent : BsonNull.Value,
    };
}

/// <summary>The push messages of all apps. Source: admin-api 5.5.</summary>
internal sealed class PushMessageStore(IStateStore store)
{
    /// <summary>How many an app has at most.</summary>
    public const int MaxMessages = 1000;

    private static readonly StateSchema s_messages = new("push_messages", [], ["app"]);

    /// <summary>Where it keeps them, with the indexes for that.</summary>
    public static IReadOnlyList<StateSchema> Schemas { get; } = [s_messages];

    /// <summary>The messages of an app, the newest first.</summary>
    public async Task<IReadOnlyList<PushMessage>> ListAsync(string appId, CancellationToken cancellationToken) =>
    [
        .. (await store.FindAsync(s_messages, "app", appId, cancellationToken)).Select(PushMessage.From)
            .OrderByDescending(message => message.Id, StringComparer.Ordinal),
    ];

    /// <summary>A message of an app; null for none.</summary>
    public async Task<PushMessage?> FindAsync(string appId, string id, CancellationToken cancellationToken) =>
        await store.FindOneAsync(s_messages, "_id", id, cancellationToken) is { } found
            && PushMessage.From(found) is var message && message.AppId == appId
            ? message
            : null;

    public Task AddAsync(PushMessage message, CancellationToken cancellationToken) =>
        store.WriteAsync([new StateWrite.Insert(s_messages, message.ToBson())], cancellationToken);

    /// <exception cref="StaleWriteException">It is not as it was any more.</exception>
    public Task ChangeAsync(PushMessage before, PushMessage after, CancellationToken cancellationToken) =>
        store.WriteAsync([new StateWrite.Change(s_messages, before.ToBson(), after.ToBson())], cancellationToken);

    public Task DeleteAsync(PushMessage message, CancellationToken cancellationToken) =>
        store.WriteAsync([new StateWrite.Delete(s_messages, message.Id)], cancellationToken);

    /// <summary>The write that deletes all messages of an app.</summary>
    public static StateWrite DeletingAll(string appId) => new StateWrite.DeleteAll(s_messages, "app", appId);
}
