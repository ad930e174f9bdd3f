using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Server.Storage;

/// <summary>Writes documents that need not be as their collection asks for.</summary>
internal sealed class UncheckedAccess(IDocumentAccess access) : IDocumentAccess
{
    public IPipelineRunner? Pipelines => access.Pipelines;

    public IDirectWriter? Writes => null;

    public IAsyncEnumerable<T> ReadAsync<T>(Func<IReadSession, IAsyncEnumerable<T>> read, CancellationToken cancellationToken) =>
        access.ReadAsync(read, cancellationToken);

    public Task<T> WriteAsync<T>(Func<IWriteSession, ValueTask<T>> write, CancellationToken cancellationToken) => access.WriteAsync(
        async session =>
        {
            bool before = session.BypassesValidation;
            session.BypassesValidation = true;
            try
            {
                return await write(session);
            }
            finally
            {
                session.BypassesValidation = before;
            }
        },
        cancellationToken);
}
