using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices;

/// <summary>A place that keeps sessions between processes, by name, where only their owner can read them.</summary>
public interface ISessionStore
{
    /// <summary>
    /// Keeps other processes from changing what the place holds until the result is disposed of: two that spend the same
    /// session must not overwrite each other (cmdlets D5).
    /// </summary>
    /// <param name="limit">How long to wait for another process.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="AppServicesException">Another process holds the place longer than that.</exception>
    Task<IDisposable> LockAsync(TimeSpan limit, CancellationToken cancellationToken);

    /// <summary>The names of all sessions.</summary>
    IReadOnlyList<string> List();

    /// <summary>What was written under a name; null when there is nothing.</summary>
    /// <exception cref="AppServicesException">It cannot be read, or others could read it as well.</exception>
    ReadOnlyMemory<byte>? Read(string name);

    /// <summary>Keeps a session under a name, in the place of one kept before.</summary>
    /// <exception cref="AppServicesException">It cannot be written.</exception>
    void Write(string name, ReadOnlyMemory<byte> session);

    /// <summary>Deletes what is kept under a name; does nothing when there is nothing.</summary>
    /// <exception cref="AppServicesException">It cannot be deleted.</exception>
    void Delete(string name);
}
