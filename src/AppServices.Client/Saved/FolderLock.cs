using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Saved;

/// <summary>A lock between processes: a file that one of them has open. It is free again when that process ends, however it does.</summary>
internal static class FolderLock
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Opens the lock's file as soon as no other process has it open.</summary>
    public static async Task<IDisposable> TakeAsync(string path, TimeSpan limit, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return PrivateFiles.Lock(path);
            }
            catch (IOException error) when (limit != Timeout.InfiniteTimeSpan && waited.Elapsed >= limit)
            {
                throw new AppServicesException($"Another process uses the saved sessions ('{path}').", error)
                {
                    Code = ClientErrorCode.SessionStoreBusy,
                };
            }
            catch (UnauthorizedAccessException error)
            {
                throw new AppServicesException($"Cannot use '{path}': {error.Message}", error)
                {
                    Code = ClientErrorCode.SessionStoreFailed,
                };
            }
            catch (IOException)
            {
                await Task.Delay(s_pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
