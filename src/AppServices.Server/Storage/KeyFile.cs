using System;
using System.IO;
using System.Security.Cryptography;

namespace AppServices.Server.Storage;

/// <summary>A secret of a data folder, in a file of its own, made once, readable by its owner only.</summary>
/// <param name="name">The name of the file.</param>
/// <param name="loss">What is lost without the file.</param>
internal sealed class KeyFile(string name, string loss)
{
    private const int Bytes = 64;
    private const int MinBytes = 32;

    /// <summary>The secret that signs tokens.</summary>
    public static KeyFile Signing { get; } = new("signing.key", "ends all sessions");

    /// <summary>The secret that encrypts the secrets of apps.</summary>
    public static KeyFile Secrets { get; } = new("secrets.key", "loses all secrets of apps");

    /// <param name="folder">The data folder.</param>
    /// <exception cref="FormatException">The file holds no key.</exception>
    public byte[] ReadOrCreate(string folder)
    {
        string path = Path.Combine(folder, name);
        if (!File.Exists(path)) Create(path, RandomNumberGenerator.GetBytes(Bytes));
        string text = File.ReadAllText(path).Trim();
        byte[] key = new byte[text.Length];
        return Convert.TryFromBase64String(text, key, out int length) && length >= MinBytes
            ? key[..length]
            : throw new FormatException($"{name} holds no key; without the file a new one is made, which {loss}.");
    }

    /// <summary>Makes the file of a key that is known, unless it is there.</summary>
    /// <exception cref="FormatException">It is there with another key.</exception>
    public void Write(string folder, byte[] key)
    {
        string path = Path.Combine(folder, name);
        if (!File.Exists(path)) Create(path, key);
        if (!ReadOrCreate(folder).AsSpan().SequenceEqual(key))
            throw new FormatException($"{path} has another key. Give an empty folder.");
    }

    // Two servers may start on one folder at once: the first to link its file wins, both read that one. Outside of Windows File.Move
    // looks first and renames then, so that two could think to have been the first. A link is made or not.
    private static void Create(string path, byte[] key)
    {
        string own = $"{path}.{Guid.NewGuid():N}";
        using (var writer = new StreamWriter(OwnFile.CreateNew(own)))
            writer.Write(Convert.ToBase64String(key));
        if (HardLink.TryCreate(own, path)) File.Delete(own);
        else Rename(own, path);
    }

    private static void Rename(string own, string path)
    {
        try
        {
            File.Move(own, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(own);
        }
    }
}
