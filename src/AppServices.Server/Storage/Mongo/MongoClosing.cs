using System;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Server.Storage.Mongo;

/// <summary>Closes a cursor of the driver, which asks the server to forget it and waits for the answer, without keeping a thread.</summary>
internal readonly struct MongoClosing(IDisposable cursor) : IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await Task.Run(cursor.Dispose, CancellationToken.None);
}
