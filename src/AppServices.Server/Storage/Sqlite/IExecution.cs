using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>How operations reach the file: each by itself, or all in one transaction.</summary>
internal interface IExecution
{
    /// <summary>Reads in a snapshot that lasts until the enumeration ends.</summary>
    IAsyncEnumerable<T> ReadAsync<T>(Func<SqliteSession, Catalog, IEnumerable<T>> read, CancellationToken cancellationToken);

    /// <summary>Runs a write, wholly or not at all.</summary>
    Task<T> WriteAsync<T>(Func<WriteTransaction, T> write, CancellationToken cancellationToken);
}
