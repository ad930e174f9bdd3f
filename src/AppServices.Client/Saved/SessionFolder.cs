using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Saved;

namespace AppServices;

/// <summary>
/// Keeps sessions in files: with rights for their owner alone, on Windows also encrypted for the account (powershell.md D3-D5).
/// </summary>
/// <param name="path">The folder, made when something is written.</param>
public sealed class SessionFolder(string path) : ISessionStore
{
    private const string Extension = ".session";
    private const string Fresh = ".new";        // left behind only by a process that died while it wrote

    /// <summary>The folder of the account: below <c>$XDG_DATA_HOME</c> or <c>~/.local/share</c>, on Windows below the local application data.</summary>
    public static string DefaultPath => Path.Combine(DataHome.Find(), "AppServices", "sessions");

    /// <inheritdoc/>
    public async Task<IDisposable> LockAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        Attempt("make", path, () => PrivateFiles.CreateFolder(path));
        return await FolderLock.TakeAsync(Path.Combine(path, ".lock"), limit, cancellationToken).ConfigureAwait(false);
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
            if (!File.Exists(file)) return;
            PrivateFiles.ThrowIfShared(path, "700");
            PrivateFiles.ThrowIfShared(file, "600");
            session = DataProtection.Unprotect(File.ReadAllBytes(file));
        });
        return session;
    }

    /// <inheritdoc/>
    public void Write(string name, ReadOnlyMemory<byte> session)
    {
        string file = FileOf(name);
        Attempt("write", file, () =>
        {
            PrivateFiles.CreateFolder(path);
            using (FileStream stream = PrivateFiles.Create(file + Fresh, FileMode.Create))
            {
                byte[] bytes = DataProtection.Protect(session.ToArray());
                stream.Write(bytes, 0, bytes.Length);
                stream.Flush(flushToDisk: true);
            }
            PrivateFiles.Move(file + Fresh, file);
        });
    }

    /// <inheritdoc/>
    public void Delete(string name)
    {
        foreach (string file in new[] { FileOf(name), FileOf(name) + Fresh })
            Attempt("delete", file, () =>
            {
                if (File.Exists(file)) File.Delete(file);
            });
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
