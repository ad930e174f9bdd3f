using System;
using System.Threading.Tasks;

namespace AppServices.Server.Storage;

/// <summary>Repeats what met another writer between its reads and its writes.</summary>
internal static class Contention
{
    // Whoever is overtaken is so by a write that succeeded, so this is more than any number of requests at once needs.
    private const int MaxAttempts = 1000;

    /// <param name="attempt">
    /// Reads, then writes; throws <see cref="StaleWriteException"/> or <see cref="DuplicateKeyException"/> when overtaken.
    /// </param>
    public static async Task<T> RepeatAsync<T>(Func<Task<T>> attempt)
    {
        for (int count = 1; ; count++)
        {
            try
            {
                return await attempt();
            }
            catch (StaleWriteException) when (count < MaxAttempts)
            {
            }
            catch (DuplicateKeyException) when (count < MaxAttempts)
            {
            }
        }
    }
}
