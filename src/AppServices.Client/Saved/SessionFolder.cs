using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Saved;

namespace AppServices;

/// <summary>Keeps sessions in files: with rights for their owner only, on Windows encrypted for the account, too (cmdlets D3-D5).</summary>
/// <param name="path">The folder, made when something is written.</param>
public sealed class SessionFolder(string path) : ISessionStore
{
    private const string Extension = ".session";
    private const string Fresh = ".new";        // left behind only by a process that died while it wrote
    private const int MaxSessionSize = 1024 * 1024;

    /// <summary>
    /// The folder of the account: below <c>$XDG_DATA_HOME</c> or <c>~/.local/share</c>, on Windows below the local application data.
    /// </summary>
    public static string DefaultPath => Path.Combine(DataHome.Find(), "AppServices", "sessions");

    /// <inheritdoc/>
    public async Task<IDisposable> LockAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        Attempt("make", path, () => PrivateFiles.CreateFolder(path));
        IDisposable held = await FolderLock.TakeAsync(Path.Combine(path, ".lock"), limit, cancellationToken).ConfigureAwait(false);
        Attempt("tidy", path, () => DeleteAll("*"));
        return held;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List() => Directory.Exists(path)
        ? Directory.GetFiles(path, "*" + Extension).Select(file => Path.GetFileNameWithoutExtension(file)!).ToArray()
        : [];

    /// <inheritdoc/>
    public ReadOnlyMemory<byte>? Read(string name)
    {
        string file = FileOf(name);
        ReadOnlyMemory<byte>? session = null;
        Attempt("read", file, () =>
        {
            PrivateFiles.ThrowIfShared(path);
            if (PrivateFiles.ThrowIfUntrusted(file)) session = DataProtection.Unprotect(ReadAll(file));
        });
        return session;
    }

    /// <inheritdoc/>
    public void Write(string name, ReadOnlyMemory<byte> session)
    {
        string file = FileOf(name);
        string fresh = $"{file}.{Path.GetRandomFileName()}{Fresh}";
        Attempt("write", file, () =>
        {
            PrivateFiles.CreateFolder(path);
            byte[] bytes = DataProtection.Protect(session.ToArray());
            try
            {
                using (FileStream stream = PrivateFiles.Create(fresh))
                {
                    stream.Write(bytes, 0, bytes.Length);
                    stream.Flush(flushToDisk: true);
                }
                PrivateFiles.Move(fresh, file);
            }
            finally
            {
                File.Delete(fresh);         // moved away unless something failed
            }
        });
    }

    /// <inheritdoc/>
    public void Delete(string name)
    {
        string file = FileOf(name);
        Attempt("delete", file, () =>
        {
            if (!Directory.Exists(path)) return;
            File.Delete(file);
            DeleteAll(name);
        });
    }

    // What processes have left behind that died while they wrote; those that live hold the lock.
    private void DeleteAll(string name)
    {
        foreach (string file in Directory.GetFiles(path, name + Extension + "*" + Fresh)) File.Delete(file);
    }

    private static byte[] ReadAll(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (stream.Length > MaxSessionSize) throw new IOException($"With {stream.Length} bytes it is larger than any session.");
        var bytes = new byte[stream.Length];
        int count = 0;
        while (count < bytes.Length && stream.Read(bytes, count, bytes.Length - count) is > 0 and int read) count += read;
        return bytes;
    }

    private string FileOf(string name) => Path.Combine(path, name + Extension);

    private static void Attempt(string doing, string place, Action operation)
    {
        try
        {
            operation();
        }
        catch (IOException error)
        {
            throw Failed(doing, place, error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw Failed(doing, place, error);
        }
        catch (CryptographicException error)
        {
            throw Failed(doing, place, error);
        }
    }

    private static AppServicesException Failed(string doing, string place, Exception error) =>
        new($"Cannot {doing} '{place}': {error.Message}", error) { Code = ClientErrorCode.SessionStoreFailed };
}
