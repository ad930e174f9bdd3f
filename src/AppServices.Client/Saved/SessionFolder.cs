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
        PrivateFiles.CreateFolder(path);
        return await FolderLock.TakeAsync(Path.Combine(path, ".lock"), limit, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List() => Directory.Exists(path)
        ? Directory.GetFiles(path, "*" + Extension).Select(file => Path.GetFileNameWithoutExtension(file)!).ToArray()
        : [];

    /// <inheritdoc/>
    public ReadOnlyMemory<byte>? Read(string name) => Attempt<ReadOnlyMemory<byte>?>("read", name, file =>
    {
        if (!File.Exists(file)) return null;
        PrivateFiles.ThrowIfShared(path, "700");
        PrivateFiles.ThrowIfShared(file, "600");
        return DataProtection.Unprotect(File.ReadAllBytes(file));
    });

    /// <inheritdoc/>
    public void Write(string name, ReadOnlyMemory<byte> session) => Attempt("write", name, file =>
    {
        PrivateFiles.CreateFolder(path);
        using (FileStream stream = PrivateFiles.Create(file + Fresh, FileMode.Create))
        {
            byte[] bytes = DataProtection.Protect(session.ToArray());
            stream.Write(bytes, 0, bytes.Length);
            stream.Flush(flushToDisk: true);
        }
        PrivateFiles.Move(file + Fresh, file);
        return true;
    });

    /// <inheritdoc/>
    public void Delete(string name) => Attempt("delete", name, file =>
    {
        foreach (string one in new[] { file, file + Fresh })
            if (File.Exists(one)) File.Delete(one);
        return true;
    });

    private T Attempt<T>(string doing, string name, Func<string, T> operation)
    {
        string file = Path.Combine(path, name + Extension);
        try
        {
            return operation(file);
        }
        catch (IOException error)
        {
            throw Failed(doing, file, error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw Failed(doing, file, error);
        }
        catch (CryptographicException error)
        {
            throw Failed(doing, file, error);
        }
    }

    private static AppServicesException Failed(string doing, string file, Exception error) =>
        new($"Cannot {doing} '{file}': {error.Message}", error) { Code = ClientErrorCode.SessionStoreFailed };
}
