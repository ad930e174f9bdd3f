using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;

namespace AppServices.Server.Users;

/// <summary>The devices of all users.</summary>
internal sealed class DeviceStore(IDocumentStore store)
{
    private static readonly CollectionSchema s_devices = new("devices", [], ["user"]);

    /// <summary>A user's devices, the one used last first.</summary>
    public async Task<IReadOnlyList<DeviceRecord>> ListAsync(string userId, CancellationToken cancellationToken) =>
        [.. (await store.FindAsync(s_devices, "user", userId, cancellationToken)).Select(DeviceRecord.From).OrderByDescending(device => device.LastLoginAt)];

    /// <summary>The writes that note what is known of a device now.</summary>
    public static IEnumerable<DocumentWrite> Noting(DeviceRecord device) =>
        [new DocumentWrite.Delete(s_devices, device.ToBson()["_id"]), new DocumentWrite.Insert(s_devices, device.ToBson())];

    /// <summary>The write that forgets all devices of a user.</summary>
    public static DocumentWrite DeletingAll(string userId) => new DocumentWrite.DeleteAll(s_devices, "user", userId);
}
