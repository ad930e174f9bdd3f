using System;
using System.Security.Cryptography;
using System.Threading;

namespace AppServices.Bson;

/// <summary>Makes ids as every driver does: seconds, five bytes chosen once a process, three bytes that count up.</summary>
internal static class ObjectIdSource
{
    private static readonly ulong s_process = Random(5) << 24;

    // The one counter of the process: ids of any two callers, in any thread, must differ.
    private static int s_counter = (int)Random(3);

    public static ObjectId Next()
    {
        uint seconds = (uint)((DateTime.UtcNow.Ticks - BsonDateTime.EpochTicks) / TimeSpan.TicksPerSecond);
        return new ObjectId(seconds, s_process | ((uint)Interlocked.Increment(ref s_counter) & 0xFFFFFF));
    }

    private static ulong Random(int count)
    {
        byte[] bytes = new byte[count];
        using RandomNumberGenerator source = RandomNumberGenerator.Create();
        source.GetBytes(bytes);
        ulong value = 0;
        foreach (byte b in bytes) value = (value << 8) | b;
        return value;
    }
}
