using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Server.Storage;

/// <summary>
/// A secret of a data folder, in a file of its own, made once, readable by its owner only. Those that it has taken the place of stand in
/// the lines after it, with the moment.
/// </summary>
/// <param name="name">The name of the file.</param>
/// <param name="loss">What is lost without the file.</param>
internal sealed class KeyFile(string name, string loss)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    /// <summary>The secret that signs tokens.</summary>
    public static KeyFile Signing { get; } = new("signing.key", "ends all sessions");

    /// <summary>The secret that encrypts the secrets of apps.</summary>
    public static KeyFile Secrets { get; } = new("secrets.key", "loses all secrets of apps");

    /// <param name="folder">The data folder.</param>
    /// <exception cref="FormatException">The file holds no key.</exception>
    public byte[] ReadOrCreate(string folder) => ReadAll(folder)[0].Secret;

    /// <summary>The key, and those before it.</summary>
    /// <param name="folder">The data folder.</param>
    /// <exception cref="FormatException">The file holds no key.</exception>
    public IReadOnlyList<SecretKey> ReadAll(string folder)
    {
        string path = Path.Combine(folder, name);
        if (!File.Exists(path)) Create(path, SecretKey.Make().Secret);
        string[] lines = File.ReadAllText(path).Trim().Split('\n');
        return [Parse(lines[0].Trim()), .. lines.Skip(1).Select(ParseReplaced)];
    }

    /// <summary>Makes the file of keys that are known, unless it is there.</summary>
    /// <exception cref="FormatException">It is there with another key.</exception>
    public async Task WriteAsync(string folder, IReadOnlyList<SecretKey> keys, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, name);
        if (!File.Exists(path)) Create(path, keys[0].Secret);
        if (ReadAll(folder)[0].Name != keys[0].Name) throw new FormatException($"{path} has another key. Give an empty folder.");
        if (keys.Count > 1) await ChangeAsync(folder, _ => keys, cancellationToken);
    }

    /// <summary>Changes the keys. Of two that do so at once the second waits for the first.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="change">What is to be there, of what there is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What is there now.</returns>
    /// <exception cref="FormatException">The file holds no key.</exception>
    public async Task<IReadOnlyList<SecretKey>> ChangeAsync(
        string folder, Func<IReadOnlyList<SecretKey>, IReadOnlyList<SecretKey>> change, CancellationToken cancellationToken)
    {
        await using FileStream turn = await TakeTurnAsync(folder, cancellationToken);
        string path = Path.Combine(folder, name), own = OwnOf(path);
        IReadOnlyList<SecretKey> keys = change(ReadAll(folder));
        await using (var writer = new StreamWriter(OwnFile.CreateNew(own)))
        {
            foreach (SecretKey key in keys)
            {
                string replaced = key.ReplacedAt is { } time ? " " + time.ToString(TimeFormat, CultureInfo.InvariantCulture) : "";
                await writer.WriteAsync($"{Convert.ToBase64String(key.Secret)}{replaced}\n");
            }
        }
        File.Move(own, path, overwrite: true);
        return keys;
    }

    // The lock ends with the process, however that ends.
    private async Task<FileStream> TakeTurnAsync(string folder, CancellationToken cancellationToken)
    {
        string locks = Path.Combine(folder, ServerPresence.Folder), path = Path.Combine(locks, name);
        OwnFile.CreateFolder(locks);
        while (true)
        {
            try
            {
                return OwnFile.Lock(path, FileMode.OpenOrCreate);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(s_look, cancellationToken);
            }
        }
    }

    private SecretKey Parse(string text)
    {
        byte[] key = new byte[text.Length];
        return Convert.TryFromBase64String(text, key, out int length) && length >= SecretKey.MinBytes
            ? new SecretKey(key[..length])
            : throw NoKey();
    }

    private SecretKey ParseReplaced(string line) =>
        line.Trim().Split(' ') is [var key, var time]
        && DateTime.TryParseExact(
            time, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTime replaced)
            ? Parse(key) with { ReplacedAt = replaced }
            : throw NoKey();

    private FormatException NoKey() => new($"{name} holds no key; without the file a new one is made, which {loss}.");

    private static string OwnOf(string path) => $"{path}.{Guid.NewGuid():N}";

    // Two servers may start on one folder at once: the first to link its file wins, both read that one. Outside of Windows File.Move
    // looks first and renames then, so that two could think to have been the first. A link is made or not.
    private static void Create(string path, byte[] key)
    {
        string own = OwnOf(path);
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
