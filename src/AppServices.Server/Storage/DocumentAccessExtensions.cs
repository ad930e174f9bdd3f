using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Server.Storage;

/// <summary>What is said often, said shortly.</summary>
internal static class DocumentAccessExtensions
{
    /// <summary>Reads one value.</summary>
    public static ValueTask<T> ReadOneAsync<T>(
        this IDocumentAccess access, Func<IReadSession, ValueTask<T>> read, CancellationToken cancellationToken) =>
        access.ReadAsync(session => OneAsync(read(session)), cancellationToken).FirstAsync(cancellationToken);

    private static async IAsyncEnumerable<T> OneAsync<T>(ValueTask<T> value)
    {
        yield return await value;
    }
}
