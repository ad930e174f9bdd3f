using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Users;

/// <summary>The API keys of users and apps.</summary>
internal sealed class ApiKeyStore(IDocumentStore store)
{
    private const int KeyLength = 64;
    private const string KeyLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly CollectionSchema s_keys = new("api_keys", ["hash", "full_name"], ["holder"]);

    /// <summary>Makes a key; its text is returned here and never again.</summary>
    /// <exception cref="DuplicateKeyException">The holder has a key of this name.</exception>
    public async Task<(ApiKeyRecord Record, string Key)> CreateAsync(string appId, string? ownerId, string name, CancellationToken cancellationToken)
    {
        string key = RandomNumberGenerator.GetString(KeyLetters, KeyLength);
        var record = new ApiKeyRecord(ObjectId.GenerateNewId().ToString(), appId, ownerId, name, Hash(key), IsDisabled: false);
        await store.WriteAsync(new DocumentWrite.Insert(s_keys, record.ToBson()), cancellationToken);
        return (record, key);
    }

    /// <summary>The record of a key's text; null for a key that was never made, or deleted.</summary>
    public async ValueTask<ApiKeyRecord?> FindByKeyAsync(string key, CancellationToken cancellationToken) =>
        await store.FindOneAsync(s_keys, "hash", Hash(key), cancellationToken) is { } document ? ApiKeyRecord.From(document) : null;

    /// <summary>The keys of a user, or with null the app's server keys, in order of creation.</summary>
    public async Task<IReadOnlyList<ApiKeyRecord>> ListAsync(string appId, string? ownerId, CancellationToken cancellationToken) =>
        (await store.FindAsync(s_keys, "holder", ApiKeyRecord.Holder(appId, ownerId), cancellationToken))
            .Select(ApiKeyRecord.From).OrderBy(key => key.CreatedAt).ThenBy(key => key.Id, StringComparer.Ordinal).ToArray();

    public Task ReplaceAsync(ApiKeyRecord key, CancellationToken cancellationToken) =>
        store.WriteAsync(new DocumentWrite.Replace(s_keys, key.ToBson()), cancellationToken);

    public Task DeleteAsync(ApiKeyRecord key, CancellationToken cancellationToken) =>
        store.WriteAsync(Deleting(key), cancellationToken);

    /// <summary>The write that deletes a key.</summary>
    public static DocumentWrite Deleting(ApiKeyRecord key) => new DocumentWrite.Delete(s_keys, key.Id);

    // A key is random enough that a plain hash cannot be reversed.
    private static string Hash(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
