using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using AppServices.Server.Storage;

namespace AppServices.Server.Hosting;

/// <summary>
/// Copies of files that nobody writes to. Those that are the same are names of one file, where the system has that, as the deployments
/// of an app are: each has all of its files, and most of them are those of the one before. Source: admin-api 2.2.
/// </summary>
internal sealed class LinkedCopies
{
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>Makes a copy of a file, with its mode.</summary>
    /// <exception cref="IOException">There is a file in its place already, or it cannot be made.</exception>
    public void Make(string path, string copy)
    {
        if (_known.TryGetValue(ContentOf(path), out string? same) && HardLink.TryCreate(same, copy)) return;
        File.Copy(path, copy);
        // Of the copy, as a file that is just being written may have become another since.
        _known[ContentOf(copy)] = copy;
    }

    private static string ContentOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file));
    }
}
