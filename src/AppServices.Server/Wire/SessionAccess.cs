using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;

namespace AppServices.Server.Wire;

/// <summary>A write that has begun, as what operations work on: they become parts of it, all of which are done or none.</summary>
internal sealed class SessionAccess(IWriteSession session) : IDocumentAccess
{
    public IPipelineRunner? Pipelines => null;

    public IDirectWriter? Writes => null;

    public IAsyncEnumerable<T> ReadAsync<T>(Func<IReadSession, IAsyncEnumerable<T>> read, CancellationToken cancellationToken) =>
        read(session);

    public Task<T> WriteAsync<T>(Func<IWriteSession, ValueTask<T>> write, CancellationToken cancellationToken) =>
        session.InSavepointAsync(() => write(session)).AsTask();
}
