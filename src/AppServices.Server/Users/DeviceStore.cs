using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Users;

/// <summary>The device of a login.</summary>
/// <param name="Id">24 hexadecimal digits.</param>
/// <param name="Information">What the client says of it: texts by name.</param>
internal sealed record Device(string Id, BsonDocument Information);

/// <summary>A device on which a user has logged in. Source: client-api 2.2.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Id">The device's id, 24 hexadecimal digits.</param>
/// <param name="Information">What the client said of it at the last login: texts by name.</param>
/// <param name="LastLoginAt">When that was.</param>
internal sealed record DeviceRecord(string UserId, string Id, BsonDocument Information, DateTime LastLoginAt)
{
    public static DeviceRecord From(BsonDocument document) => new(
        document["user"].AsString, document["device"].AsString, document["information"].AsBsonDocument,
        document["last_login"].ToUniversalTime());

    public BsonDocument ToBson() => new()
    {
        ["_id"] = $"{UserId}/{Id}",
        ["user"] = UserId,
        ["device"] = Id,
        ["information"] = Information,
        ["last_login"] = LastLoginAt,
    };
}

/// <summary>The devices of all users.</summary>
internal sealed class DeviceStore(IStateStore store)
{
    private static readonly StateSchema s_devices = new("devices", [], ["user"]);

    /// <summary>Where it keeps them, with the indexes for that.</summary>
    public static IReadOnlyList<StateSchema> Schemas { get; } = [s_devices];

    /// <summary>A user's devices, the one used last first.</summary>
    public async Task<IReadOnlyList<DeviceRecord>> ListAsync(string userId, CancellationToken cancellationToken) =>
        [.. (await store.FindAsync(s_devices, "user", userId, cancellationToken)).Select(DeviceRecord.From).OrderByDescending(device => device.LastLoginAt)];

    /// <summary>The writes that note what is known of a device now.</summary>
    public static IEnumerable<StateWrite> Noting(DeviceRecord device) =>
        [new StateWrite.Delete(s_devices, device.ToBson()["_id"]), new StateWrite.Insert(s_devices, device.ToBson())];

    /// <summary>Deletes those on which nobody has logged in for some time, and no session is left.</summary>
    /// <param name="documents">Where they are.</param>
    /// <param name="sessions">The sessions.</param>
    /// <param name="before">Until when the last login was.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>How many.</returns>
    public static Task<int> SweepAsync(
        IDocumentAccess documents, SessionStore sessions, DateTime before, CancellationToken cancellationToken) => documents.SweepAsync(
        s_devices,
        async found => DeviceRecord.From(found) is var device && device.LastLoginAt < before
            && !await sessions.AnyAsync(device.UserId, device.Id, cancellationToken),
        cancellationToken);

    /// <summary>Whether a device is known.</summary>
    public async ValueTask<bool> KnowsAsync(string userId, string deviceId, CancellationToken cancellationToken) =>
        await store.FindOneAsync(s_devices, "_id", $"{userId}/{deviceId}", cancellationToken) is not null;

    /// <summary>The write that forgets all devices of a user.</summary>
    public static StateWrite DeletingAll(string userId) => new StateWrite.DeleteAll(s_devices, "user", userId);
}
