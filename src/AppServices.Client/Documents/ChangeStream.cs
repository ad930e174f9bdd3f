using System;
using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Bson;
using AppServices.Documents;
using AppServices.Ejson;
using AppServices.Http;

namespace AppServices;

/// <summary>Changes of a collection while they happen. For one reader at a time, who disposes of it. Source: client-api 8.</summary>
public sealed class ChangeStream : IDisposable
{
    private const int BufferBytes = 16 * 1024;
    private const int MissedComments = 3;
    private const string Event = "an event in the reply";

    private readonly AppReply _reply;
    private readonly ReplyStream _stream;
    private readonly string _action;
    private readonly EjsonReader _reader;
    private readonly TimeSpan _longestSilence;
    private readonly EventParser _parser = new();
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int _position;
    private int _end;
    private double _longestWait;

    internal ChangeStream(AppReply reply, string action, EjsonReader reader)
    {
        _reply = reply;
        _action = action;
        _reader = reader;
        _stream = reply.Stream!;
        _longestSilence = _stream.Limit;
        _stream.Limit = Timeout.InfiniteTimeSpan;
    }

    /// <summary>
    /// Where the service says that the stream has come to since the last change, which watching can go on after; null where it does not
    /// say so. Source: client-api 8.6.
    /// </summary>
    public string? Position => _parser.Id;

    /// <summary>
    /// Waits for the next change. Where the service sends comments, as it should every few seconds, it may be silent for no
    /// longer than the time limit of the request, or for three comments where that is longer; one that sends none may be silent for ever.
    /// </summary>
    /// <returns>The change event, a document as the caller's format has it.</returns>
    /// <exception cref="AppServicesException">The stream ended, for whatever reason; the error's code has the service's reason.</exception>
    public async Task<object?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            while (_parser.TryNext(_buffer.AsSpan(0, _end), ref _position))
            {
                _stream.ThrowIfTooLarge(Event, _parser.Data.Length);
                if (_parser.Type == "error") throw ToException();
                if (_parser.Type is not ("" or "message")) continue;
                _parser.Id = null;      // the change says where it is
                return Read();
            }
            _stream.ThrowIfTooLarge(Event, _parser.Pending);
            if (_parser.Comments > 0) _stream.Limit = LongestSilence();
            _position = 0;
            long began = Stopwatch.GetTimestamp();
            _end = await _stream.ReadAsync(_buffer, 0, _buffer.Length, cancellationToken).ConfigureAwait(false);
            _longestWait = Math.Max(_longestWait, (Stopwatch.GetTimestamp() - began) / (double)Stopwatch.Frequency);
            if (_end == 0) throw Ended();
        }
    }

    /// <summary>Ends the stream.</summary>
    public void Dispose()
    {
        if (_buffer.Length == 0) return;
        _stream.Dispose();
        _parser.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    // A service that shows every so many seconds that it lives is not dead before it has failed to do so, whatever the time limit is.
    // How many those are, the first comment does not tell.
    private TimeSpan LongestSilence()
    {
        if (_longestSilence == Timeout.InfiniteTimeSpan) return _longestSilence;
        TimeSpan patience = _parser.Comments == 1
            ? RequestOptions.Default.Timeout
            : TimeSpan.FromSeconds(Math.Min(MissedComments * _longestWait, TimeSpan.FromDays(1).TotalSeconds));
        return patience > _longestSilence ? patience : _longestSilence;
    }

    private object? Read()
    {
        try
        {
            if (IsDocument(_parser.Data)) return _reader.Read(_parser.Data);
        }
        catch (EjsonException error)
        {
            throw Malformed(error);
        }
        throw Malformed(null);
    }

    private static bool IsDocument(ReadOnlySpan<byte> data)
    {
        int start = JsonSpace.CountBefore(data);
        return start < data.Length && data[start] == '{';
    }

    private AppServicesException ToException()
    {
        string text = Encoding.UTF8.GetString(_parser.Data.ToArray());
        (string code, string reason) = ErrorOf(text) ?? ("AppUnknownError", text);
        return new AppServicesException($"{_action} failed: {reason} ({code}).")
        {
            Code = code,
            Reason = reason,
            RequestId = _reply.RequestId,
        };
    }

    private static (string, string)? ErrorOf(string text)
    {
        try
        {
            return EjsonConvert.Parse(text) is BsonDocument error && error["error_code"] is string code && error["error"] is string reason
                ? (code, reason)
                : null;
        }
        catch (EjsonException)
        {
            return null;
        }
    }

    private AppServicesException Malformed(EjsonException? cause) =>
        InvalidReply.Create(_reply, _action, "a stream of change events", cause);

    private AppServicesException Ended() => new($"{_action} failed: the service ended the stream.")
    {
        Code = ClientErrorCode.ServerUnreachable,
        RequestId = _reply.RequestId,
    };
}
