using System;
using AppServices.Server.Operations;
using AppServices.Server.Storage;

namespace AppServices.Tests.Storage;

/// <summary>MongoDB's operations on a store, as the system has them.</summary>
internal static class StoreOperations
{
    public static DocumentOperations Operations(this IDocumentAccess access) => new(access, policy: null, TimeSpan.MaxValue);
}
