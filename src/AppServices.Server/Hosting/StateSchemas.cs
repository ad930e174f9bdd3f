using System.Collections.Generic;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.Operators;
using AppServices.Server.Admin.Push;
using AppServices.Server.Admin.Secrets;
using AppServices.Server.Storage;
using AppServices.Server.Triggers;
using AppServices.Server.Users;
using AppServices.Server.Wire;

namespace AppServices.Server.Hosting;

/// <summary>The collections of the server's own state that have indexes.</summary>
internal static class StateSchemas
{
    public static IReadOnlyList<StateSchema> All { get; } =
    [
        .. UserStore.Schemas, .. AccountStore.Schemas, .. AccountTokenStore.Schemas, .. SessionStore.Schemas, .. DeviceStore.Schemas,
        .. ApiKeyStore.Schemas, .. PushStore.Schemas, .. TriggerStore.Schemas, .. OperatorStore.Schemas, .. AppRecords.Schemas,
        .. SharedSnapshots.Schemas, .. AppSecrets.Schemas, .. PushMessageStore.Schemas, .. DatabaseUsers.Schemas,
    ];
}
