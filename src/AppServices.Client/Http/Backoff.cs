using System;
using System.Security.Cryptography;

namespace AppServices.Http;

/// <summary>
/// How long to wait before something is tried again: twice as long each time, and never quite alike, as clients that failed together
/// are not to come back together. Source: cmdlets T8.
/// </summary>
public static class Backoff
{
    /// <summary>The wait before one more attempt.</summary>
    /// <param name="first">Before the first repetition, give or take a quarter.</param>
    /// <param name="repeats">How often it was repeated already.</param>
    /// <param name="longest">More than any wait.</param>
    public static TimeSpan Of(TimeSpan first, int repeats, TimeSpan longest)
    {
        byte[] random = new byte[1];
        using (var source = RandomNumberGenerator.Create()) source.GetBytes(random);
        double seconds = first.TotalSeconds * Math.Pow(2, repeats) * (0.75 + random[0] / 512.0);
        return seconds < longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : longest;
    }
}
