using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Users;

/// <summary>An API key, of which only a hash is kept. Source: client-api 5, app-folder 2.3.</summary>
/// <param name="Id">24 hexadecimal digits.</param>
/// <param name="AppId">The client app id.</param>
/// <param name="OwnerId">The user whose key it is; null for a server key.</param>
/// <param name="Name">Unique among the keys of its owner, or among the app's server keys.</param>
/// <param name="Hash">The hash of the key.</param>
/// <param name="IsDisabled">Whether logins with it are refused.</param>
/// <param name="Slot">A number unique among the keys of its holder, so that no two made at once exceed the limit.</param>
internal sealed record ApiKeyRecord(string Id, string AppId, string? OwnerId, string Name, string Hash, bool IsDisabled, int Slot)
{
    /// <summary>When it was made. The id tells that to the second only, and not in which order two processes made theirs.</summary>
    public DateTime CreatedAt { get; init; } = DateTime.UtcNow;

    public static ApiKeyRecord From(BsonDocument document) => new(
        document["_id"].AsString,
        document["app"].AsString,
        document["owner"] is BsonString owner ? owner.Value : null,
        document["name"].AsString,
        document["hash"].AsString,
        document["disabled"].AsBoolean,
        document["slot"].AsInt32)
    {
        CreatedAt = document["created"].ToUniversalTime(),
    };

    public BsonDocument ToBson() => new()
    {
        ["_id"] = Id,
        ["app"] = AppId,
        ["owner"] = OwnerId is null ? BsonNull.Value : OwnerId,
        ["name"] = Name,
        ["hash"] = Hash,
        ["disabled"] = IsDisabled,
        ["created"] = CreatedAt,
        ["slot"] = Slot,
        ["holder"] = Holder(AppId, OwnerId),
        ["full_name"] = $"{Holder(AppId, OwnerId)}/{Name}",
        ["full_slot"] = $"{Holder(AppId, OwnerId)}/{Slot}",
    };

    /// <summary>The identity that a login with the key proves.</summary>
    /// <param name="providerId">The provider configuration's id; empty where only the key matters.</param>
    public IdentityRecord ToIdentity(string providerId = "") => new(Id, ProviderTypes.ApiKey, providerId, new BsonDocument("name", Name));

    /// <summary>Whose list of keys it is in.</summary>
    public static string Holder(string appId, string? ownerId) => $"{appId}/{ownerId ?? "server"}";
}

/// <summary>A key that was not made. Source: client-api 5.</summary>
internal sealed class ApiKeyRefusedException(ApiKeyRefusal reason, string message) : Exception(message)
{
    public ApiKeyRefusal Reason { get; } = reason;
}

/// <summary>Why a key cannot be made.</summary>
internal enum ApiKeyRefusal
{
    /// <summary>The name is empty.</summary>
    NoName,

    /// <summary>The name has other characters than letters, digits, <c>_</c> and <c>-</c>, or too many.</summary>
    BadName,

    /// <summary>The holder has a key of this name.</summary>
    NameTaken,

    /// <summary>The holder has as many keys as it may have.</summary>
    TooMany,

    /// <summary>The user whose key it was to be does not exist.</summary>
    NoHolder,
}

/// <summary>The API keys of users and apps. Source: client-api 5.</summary>
internal sealed class ApiKeyStore(IStateStore store)
{
    public const int MaxPerUser = 20;
    public const int MaxPerApp = 100;

    /// <summary>What a name can be, as clients are told.</summary>
    public const string NameRule = "can only contain ASCII letters, numbers, underscores, and hyphens";

    private const int MaxNameLength = 100;
    private const int KeyLength = 64;

    private static readonly StateSchema s_keys = new("api_keys", ["hash", "full_name", "full_slot"], ["holder"]);

    /// <summary>Where it keeps them, with the indexes for that.</summary>
    public static IReadOnlyList<StateSchema> Schemas { get; } = [s_keys];

    /// <summary>Makes a key; its text is returned here and never again.</summary>
    /// <param name="appId">The client app id.</param>
    /// <param name="ownerId">The user whose key it is; null for a server key.</param>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Ends the work when the client has gone.</param>
    /// <exception cref="ApiKeyRefusedException">The name is not allowed or taken, or there are too many keys.</exception>
    public Task<(ApiKeyRecord Record, string Key)> CreateAsync(
        string appId, string? ownerId, string name, CancellationToken cancellationToken)
    {
        CheckName(name);
        string key = KeyText.New(KeyLength);
        return Contention.RepeatAsync(async () =>
        {
            IReadOnlyList<ApiKeyRecord> others = await ListAsync(appId, ownerId, cancellationToken);
            if (others.Any(other => other.Name == name))
                throw new ApiKeyRefusedException(ApiKeyRefusal.NameTaken, "API key with name already exists");
            int most = ownerId is null ? MaxPerApp : MaxPerUser;
            if (others.Count >= most)
                throw new ApiKeyRefusedException(
                    ApiKeyRefusal.TooMany, $"there are {most} API keys already, which is the most; delete one first");
            int slot = Enumerable.Range(0, most).Except(others.Select(other => other.Slot)).First();
            var record = new ApiKeyRecord(
                ObjectId.GenerateNewId().ToString(), appId, ownerId, name, KeyText.Hash(key), IsDisabled: false, slot);
            await AddAsync(record, cancellationToken);
            return (record, key);
        });
    }

    /// <summary>The record of a key's text; null for a key that was never made, or deleted.</summary>
    public async ValueTask<ApiKeyRecord?> FindByKeyAsync(string key, CancellationToken cancellationToken) =>
        await store.FindOneAsync(s_keys, "hash", KeyText.Hash(key), cancellationToken) is { } document ? ApiKeyRecord.From(document) : null;

    /// <summary>The key with an id; null when there is none.</summary>
    public async ValueTask<ApiKeyRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.FindOneAsync(s_keys, "_id", id, cancellationToken) is { } document ? ApiKeyRecord.From(document) : null;

    /// <summary>The keys of a user, or with null the app's server keys, in order of creation.</summary>
    public async Task<IReadOnlyList<ApiKeyRecord>> ListAsync(string appId, string? ownerId, CancellationToken cancellationToken) =>
        [.. (await store.FindAsync(s_keys, "holder", ApiKeyRecord.Holder(appId, ownerId), cancellationToken))
            .Select(ApiKeyRecord.From).OrderBy(key => key.CreatedAt).ThenBy(key => key.Id, StringComparer.Ordinal)];

    /// <summary>The write that changes a key which is still as it was read.</summary>
    public static StateWrite Changing(ApiKeyRecord before, ApiKeyRecord after) =>
        new StateWrite.Change(s_keys, before.ToBson(), after.ToBson());

    /// <summary>The condition that a key is still as it was read.</summary>
    public static StateWrite Expecting(ApiKeyRecord key) => new StateWrite.Expect(s_keys, key.ToBson());

    /// <summary>The write that deletes a key.</summary>
    public static StateWrite Deleting(ApiKeyRecord key) => new StateWrite.Delete(s_keys, key.Id);

    /// <summary>The write that deletes all keys of a user.</summary>
    public static StateWrite DeletingAll(UserRecord user) =>
        new StateWrite.DeleteAll(s_keys, "holder", ApiKeyRecord.Holder(user.AppId, user.Id));

    private async Task AddAsync(ApiKeyRecord key, CancellationToken cancellationToken)
    {
        StateWrite[] conditions = key.OwnerId is null ? [] : [UserStore.Requiring(key.OwnerId)];
        try
        {
            await store.WriteAsync([.. conditions, new StateWrite.Insert(s_keys, key.ToBson())], cancellationToken);
        }
        catch (StaleWriteException)
        {
            throw new ApiKeyRefusedException(ApiKeyRefusal.NoHolder, "the user has been deleted");
        }
    }

    private static void CheckName(string name)
    {
        if (name.Length == 0) throw new ApiKeyRefusedException(ApiKeyRefusal.NoName, "'name' is a required string");
        if (!name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-'))
            throw new ApiKeyRefusedException(ApiKeyRefusal.BadName, NameRule);
        if (name.Length > MaxNameLength)
            throw new ApiKeyRefusedException(ApiKeyRefusal.BadName, $"can have at most {MaxNameLength} characters");
    }
}
