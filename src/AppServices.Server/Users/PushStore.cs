using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Users;

/// <summary>Where push messages for a user reach one of the user's devices. Source: client-api 9.</summary>
/// <param name="UserId">The user.</param>
/// <param name="DeviceId">The device of the session; null for one without an id.</param>
/// <param name="Service">The push service's name in the app.</param>
/// <param name="Token">The push service's token for the device.</param>
internal sealed record PushRegistration(string UserId, string? DeviceId, string Service, string Token)
{
    public static PushRegistration From(BsonDocument document) => new(
        document["user"].AsString, document["device"] is BsonString device ? device.Value : null, document["service"].AsString,
        document["token"].AsString);

    public BsonDocument ToBson() => new()
    {
        ["_id"] = Key(UserId, DeviceId, Service),
        ["user"] = UserId,
        ["device"] = DeviceId is null ? BsonNull.Value : DeviceId,
        ["service"] = Service,
        ["token"] = Token,
    };

    /// <summary>The registration's <c>_id</c>: there is one for each user, device and service.</summary>
    public static string Key(string userId, string? deviceId, string service) => $"{userId}/{deviceId}/{service}";
}

/// <summary>The push registrations of all users. Source: client-api 9.</summary>
internal sealed class PushStore(IStateStore store)
{
    private static readonly StateSchema s_registrations = new("push_registrations", [], ["user"]);

    /// <summary>Where it keeps them, with the indexes for that.</summary>
    public static IReadOnlyList<StateSchema> Schemas { get; } = [s_registrations];

    public async Task<IReadOnlyList<PushRegistration>> ListAsync(string userId, CancellationToken cancellationToken) =>
        [.. (await store.FindAsync(s_registrations, "user", userId, cancellationToken)).Select(PushRegistration.From)];

    /// <summary>Registers, in place of what the same device registered before.</summary>
    /// <exception cref="StaleWriteException">The user has been deleted.</exception>
    public Task RegisterAsync(PushRegistration registration, CancellationToken cancellationToken) => store.WriteAsync(
        [
            UserStore.Requiring(registration.UserId),
            new StateWrite.Delete(s_registrations, registration.ToBson()["_id"]),
            new StateWrite.Insert(s_registrations, registration.ToBson()),
        ],
        cancellationToken);

    /// <summary>Ends a registration; nothing when there is none.</summary>
    public Task DeregisterAsync(string userId, string? deviceId, string service, CancellationToken cancellationToken) =>
        store.WriteAsync(new StateWrite.Delete(s_registrations, PushRegistration.Key(userId, deviceId, service)), cancellationToken);

    /// <summary>Deletes those of devices that are no longer known.</summary>
    /// <returns>How many.</returns>
    public static Task<int> SweepAsync(IDocumentAccess documents, DeviceStore devices, CancellationToken cancellationToken) =>
        documents.SweepAsync(
            s_registrations,
            async found => PushRegistration.From(found) is { DeviceId: { } device } registration
                && !await devices.KnowsAsync(registration.UserId, device, cancellationToken),
            cancellationToken);

    /// <summary>The write that ends all registrations of a user.</summary>
    public static StateWrite DeletingAll(string userId) => new StateWrite.DeleteAll(s_registrations, "user", userId);
}
