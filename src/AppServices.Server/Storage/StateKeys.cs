using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>
/// Secrets of servers that share their state: each is made once, by whichever server needs it first. Whoever can read the state can read
/// them, as whoever can read a data folder can read the files of its keys.
/// </summary>
internal static class StateKeys
{
    /// <summary>The key that signs tokens.</summary>
    public const string Signing = "signing";

    /// <summary>The key of apps' secrets.</summary>
    public const string Secrets = "secrets";

    private const int Bytes = 64;

    private static readonly StateSchema s_keys = new("keys", [], []);

    /// <summary>Puts a key there, whatever was there before.</summary>
    public static Task SetAsync(IStateStore store, string name, byte[] key, CancellationToken cancellationToken) => store.WriteAsync(
        [new StateWrite.Delete(s_keys, name), new StateWrite.Insert(s_keys, new BsonDocument { ["_id"] = name, ["key"] = key })],
        cancellationToken);

    public static Task<byte[]> ReadOrCreateAsync(IStateStore store, string name, CancellationToken cancellationToken) =>
        Contention.RepeatAsync(async () =>
        {
            if (await store.FindOneAsync(s_keys, "_id", name, cancellationToken) is { } known) return known["key"].AsByteArray;
            byte[] made = RandomNumberGenerator.GetBytes(Bytes);
            await store.WriteAsync(new StateWrite.Insert(s_keys, new BsonDocument { ["_id"] = name, ["key"] = made }), cancellationToken);
            return made;
        });
}
