using System;
using System.IO;
using System.Text.RegularExpressions;

namespace AppServices.Files;

/// <summary>
/// A file while it is written. What is new takes the place of what was there as a whole, when it is complete: whoever stops in the
/// middle leaves the file as it was. The same goes for what is appended.
/// </summary>
internal sealed class OutputFile : IDisposable
{
    private const int BufferBytes = 64 * 1024;
    private const string Partial = ".partial";

    private static readonly Regex s_temporary = new($@"\.[0-9a-f]{{32}}\{Partial}");

    private readonly string _path;
    private readonly string? _temporary;
    private readonly long _start;
    private readonly bool _isForced;
    private FileStream? _stream;

    /// <param name="path">The file.</param>
    /// <param name="appends">Whether what is there stays, and the new comes behind it.</param>
    /// <param name="isForced">Whether a file that is read-only is replaced.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public OutputFile(string path, bool appends, bool isForced)
    {
        (_path, _isForced) = (Target(path), isForced);
        if (appends && File.Exists(_path))
        {
            _stream = new FileStream(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, BufferBytes);
            _start = _stream.Seek(0, SeekOrigin.End);
            return;
        }
        if (File.Exists(_path) && !isForced && (File.GetAttributes(_path) & FileAttributes.ReadOnly) != 0)
            throw new UnauthorizedAccessException($"'{_path}' is read-only. Pass -Force if it is to be replaced.");
        if (Directory.Exists(_path)) throw new IOException($"'{_path}' is a folder.");
        if (Path.GetDirectoryName(_path) is { Length: > 0 } folder && !Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        _temporary = $"{_path}.{Guid.NewGuid():N}{Partial}";
        _stream = new FileStream(_temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferBytes);
    }

    /// <summary>What the system says of a file while it is written, with the name that its user knows.</summary>
    public static string Shown(string message) => s_temporary.Replace(message, "");

    /// <summary>Where to write.</summary>
    public Stream Stream => _stream ?? throw new ObjectDisposedException(nameof(OutputFile));

    /// <summary>Whether there is something before what is written.</summary>
    public bool HasContent => _start > 0;

    /// <summary>What is there already, to be read; the stream stands at its end afterwards.</summary>
    /// <param name="read">Reads it.</param>
    public T ReadContent<T>(Func<Stream, T> read)
    {
        Stream.Position = 0;
        T result = read(Stream);
        Stream.Position = _start;
        return result;
    }

    /// <summary>Ends the last line of what is there already, so that the new begins with a line of its own.</summary>
    public void EndLine()
    {
        if (!HasContent) return;
        Stream.Position = _start - 1;
        if (Stream.ReadByte() != '\n') Stream.WriteByte((byte)'\n');
    }

    /// <summary>What was written is the file from now on.</summary>
    /// <exception cref="IOException">It cannot be.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public void Commit()
    {
        _stream!.Flush(flushToDisk: true);
        _stream.Dispose();
        _stream = null;
        if (_temporary is null) return;
        try
        {
            Move();
        }
        finally
        {
            if (File.Exists(_temporary)) File.Delete(_temporary);
        }
    }

    /// <summary>Leaves the file as it was, unless it has been committed.</summary>
    public void Dispose()
    {
        if (_stream is null) return;
        if (_temporary is null) _stream.SetLength(_start);
        _stream.Dispose();
        _stream = null;
        if (_temporary is not null) File.Delete(_temporary);
    }

    private void Move()
    {
        if (_isForced && File.Exists(_path)) File.SetAttributes(_path, File.GetAttributes(_path) & ~FileAttributes.ReadOnly);
#if NET
        if (!OperatingSystem.IsWindows() && File.Exists(_path)) File.SetUnixFileMode(_temporary!, File.GetUnixFileMode(_path));
        File.Move(_temporary!, _path, overwrite: true);
#else
        if (File.Exists(_path)) File.Replace(_temporary!, _path, null);
        else File.Move(_temporary!, _path);
#endif
    }

    // A link stays one, and what it leads to is replaced.
#if NET
    private static string Target(string path) =>
        new FileInfo(path).LinkTarget is not null ? File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName : path;
#else
    private static string Target(string path) => path;
#endif
}
