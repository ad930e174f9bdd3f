using System;
using System.IO;
using AppServices.Bson;
using AppServices.Documents;
using AppServices.Ejson;

namespace AppServices.Files;

/// <summary>Documents in Extended JSON: one a line, or in an array.</summary>
internal sealed class JsonFileReader(Stream stream) : DocumentFileReader(stream)
{
    private const int FirstBytes = 64 * 1024;

    private static readonly EjsonReader s_reader = new();

    private readonly ArraySplitter _splitter = new();
    private byte[] _buffer = new byte[FirstBytes];
    private int _start;         // of what has not been taken
    private int _position;      // up to where that was looked at
    private int _end;           // of what was read
    private long _line = 1;     // that _start is in
    private bool? _isArray;
    private bool _isOver;

    private protected override long? Line => _line;

    private protected override bool TryNext(out FileDocument document)
    {
        _isArray ??= BeginsArray();
        document = default;
        while (true)
        {
            if (_isArray.Value ? TryElement(out document) : TryLine(out document)) return true;
            if (_isOver) return false;
            Read();
            if (!_isOver) continue;
            if (_isArray.Value && !_splitter.IsComplete) throw new EjsonException("The array does not end.");
        }
    }

    // A byte order mark says nothing in UTF-8, and in UTF-16 that this cannot be read.
    private bool BeginsArray()
    {
        while (_end < 4 && !_isOver) Read();
        ReadOnlySpan<byte> text = _buffer.AsSpan(0, _end);
        if (text.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || text.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            throw new EjsonException("The file is UTF-16, and JSON is UTF-8. Save it so, for instance by Set-Content -Encoding utf8.");
        if (text.StartsWith("\uFEFF"u8)) _start = _position = 3;
        while (true)
        {
            while (_position < _end)
            {
                if (!JsonSpace.Is(_buffer[_position])) return _buffer[_position] == '[';
                Pass(_position + 1);
            }
            if (_isOver) return false;
            Read();
        }
    }

    private bool TryElement(out FileDocument document)
    {
        document = default;
        int before = _start;
        bool isFound = _splitter.TryNext(_buffer.AsSpan(0, _end), ref _start, ref _position, out ReadOnlySpan<byte> element);
        int next = _start;
        _start = before;
        if (isFound) document = Document(element);
        // Before and after the array there is nothing that has to be kept.
        Pass(next);
        return isFound;
    }

    private bool TryLine(out FileDocument document)
    {
        document = default;
        while (_start < _end)
        {
            int length = _buffer.AsSpan(_position, _end - _position).IndexOf((byte)'\n');
            if (length < 0 && !_isOver)
            {
                _position = _end;
                return false;
            }
            int stop = length < 0 ? _end : _position + length;
            ReadOnlySpan<byte> line = _buffer.AsSpan(_start, stop - _start);
            bool isBlank = JsonSpace.IsAll(line);
            if (!isBlank) document = Document(line);
            Pass(Math.Min(stop + 1, _end));
            if (!isBlank) return true;
        }
        return false;
    }

    private FileDocument Document(ReadOnlySpan<byte> text)
    {
        int blank = JsonSpace.CountBefore(text);
        long line = _line + Lines(text.Slice(0, blank));
        try
        {
            return s_reader.Read(text.Slice(blank)) is BsonDocument document
                ? new FileDocument(document, line, null)
                : new FileDocument(null, line, "This is no document.");
        }
        catch (EjsonException error)
        {
            string path = error.Path is null or "$" ? "" : $" (at {error.Path})";
            return new FileDocument(null, line + (error.Line - 1 ?? 0), error.Reason + path);
        }
    }

    private void Pass(int end)
    {
        _line += Lines(_buffer.AsSpan(_start, end - _start));
        _start = end;
        _position = Math.Max(_position, end);
    }

    private void Read()
    {
        if (_start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            (_start, _position, _end) = (0, _position - _start, _end - _start);
        }
        if (_end > MaxDocumentBytes) throw new EjsonException($"A document is larger than {MaxDocumentBytes} bytes.");
        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        int read = Stream.Read(_buffer, _end, _buffer.Length - _end);
        _isOver = read == 0;
        _end += read;
    }

    private static int Lines(ReadOnlySpan<byte> text)
    {
        int lines = 0, next;
        while ((next = text.IndexOf((byte)'\n')) >= 0)
        {
            lines++;
            text = text.Slice(next + 1);
        }
        return lines;
    }
}
