using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;

namespace AppServices.Server.Users;

/// <summary>The devices of all users.</summary>
internal sealed class DeviceStore(IStateStore store)
{
    private static readonly StateSchema s_devices = new("devices", [], ["user"]);

    /// <summary>A user's devices, the one used last first.</summary>
    public async Task<IReadOnlyList<DeviceRecord>> ListAsync(string userId, CancellationToken cancellationToken) =>
        [.. (await store.FindAsync(s_devices, "user", userId, cancellationToken)).Select(DeviceRecord.From).OrderByDescending(device => device.LastLoginAt)];

    /// <summary>The writes that note what is known of a device now.</summary>
    public static IEnumerable<StateWrite> Noting(DeviceRecord device) =>
        [new StateWrite.Delete(s_devices, device.ToBson()["_id"]), new StateWrite.Insert(s_devices, device.ToBson())];

    /// <summary>The write that forgets all devices of a user.</summary>
    public static StateWrite DeletingAll(string userId) => new StateWrite.DeleteAll(s_devices, "user", userId);
}
