using System;
using System.Buffers;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Documents;
using AppServices.Ejson;
using AppServices.Http;

namespace AppServices;

/// <summary>
/// Documents of a reply, one by one while it arrives, so that the first is there before the last was sent and memory holds one
/// at a time. For one reader at a time, who disposes of it.
/// </summary>
public sealed class DocumentReader : IDisposable
{
    private const int FirstBufferBytes = 64 * 1024;
    private const string Document = "a document in the reply";

    private readonly AppReply _reply;
    private readonly ReplyStream _stream;
    private readonly string _action;
    private readonly EjsonReader _reader;
    private readonly ArraySplitter _splitter = new();
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
    private int _start;         // of the document that was begun
    private int _position;      // up to where it was looked at
    private int _end;           // of what was received
    private bool _closed;

    internal DocumentReader(AppReply reply, string action, EjsonReader reader)
    {
        _reply = reply;
        _stream = reply.Stream!;
        _action = action;
        _reader = reader;
    }

    /// <summary>The document that <see cref="ReadAsync"/> read, as the caller's format has it.</summary>
    public object? Current { get; private set; }

    /// <summary>Reads the next document; waits only when it has not arrived yet.</summary>
    /// <returns>False when there are no more.</returns>
    /// <exception cref="AppServicesException">The connection broke, the service was silent too long, or sent no array.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        while (!TryTake())
        {
            if (_closed) return false;
            MakeRoom();
            int read = await _stream.ReadAsync(_buffer, _end, _buffer.Length - _end, cancellationToken).ConfigureAwait(false);
            _end += read;
            if (read > 0) continue;
            if (!_splitter.IsComplete) throw Invalid(null);
            Dispose();
        }
        return true;
    }

    /// <summary>Ends the reading; documents that have not been read are not sent any more.</summary>
    public void Dispose()
    {
        if (_closed) return;
        _closed = true;
        Current = null;
        _stream.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _start, _position, _end) = ([], 0, 0, 0);
    }

    private bool TryTake()
    {
        try
        {
            if (!_splitter.TryNext(_buffer.AsSpan(0, _end), ref _start, ref _position, out ReadOnlySpan<byte> element)) return false;
            _stream.ThrowIfTooLarge(Document, element.Length);
            Current = _reader.Read(element);
            return true;
        }
        catch (EjsonException error)
        {
            throw Invalid(error);
        }
    }

    private void MakeRoom()
    {
        if (_start == _end) _start = _position = _end = 0;
        if (_end < _buffer.Length) return;
        _stream.ThrowIfTooLarge(Document, _end - _start);
        byte[] target = _start > 0 ? _buffer : ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        Buffer.BlockCopy(_buffer, _start, target, 0, _end - _start);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }
        (_start, _position, _end) = (0, _position - _start, _end - _start);
    }

    private AppServicesException Invalid(EjsonException? cause) =>
        InvalidReply.Create(_reply, _action, "an array in Extended JSON", cause);
}
