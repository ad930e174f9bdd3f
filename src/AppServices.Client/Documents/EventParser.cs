using System;
using System.Text;
using AppServices.Ejson;

namespace AppServices.Documents;

/// <summary>
/// Takes server-sent events apart, in a text that comes in pieces, by the rules that clients of the service follow and no
/// others. Source: client-api 8.3.
/// </summary>
internal sealed class EventParser : IDisposable
{
    private readonly Utf8Buffer _line = new();
    private readonly Utf8Buffer _data = new();
    private bool _dispatched;
    private bool _begun;

    /// <summary>The type of the event; empty for none.</summary>
    public string Type { get; private set; } = "";

    /// <summary>The event's data, decoded; valid until the parser goes on.</summary>
    public ReadOnlySpan<byte> Data => _data.Written;

    /// <summary>The last id that came; null when none has come since the caller took the last one.</summary>
    public string? Id { get; set; }

    /// <summary>How much of an event there is that is not complete.</summary>
    public int Pending => _line.Count + _data.Count;

    /// <summary>How many comments have come, which services send to show that they live.</summary>
    public int Comments { get; private set; }

    /// <summary>Goes on through the text until an event is complete.</summary>
    /// <param name="text">More of the text.</param>
    /// <param name="position">How much of it was used.</param>
    /// <returns>Whether an event is complete, as <see cref="Type"/> and <see cref="Data"/>.</returns>
    public bool TryNext(ReadOnlySpan<byte> text, ref int position)
    {
        if (_dispatched) Reset();
        while (position < text.Length)
        {
            ReadOnlySpan<byte> rest = text.Slice(position);
            int length = rest.IndexOf((byte)'\n');
            _line.Append(length < 0 ? rest : rest.Slice(0, length));
            position += length < 0 ? rest.Length : length + 1;
            if (length >= 0 && EndLine()) return true;
        }
        return false;
    }

    public void Dispose()
    {
        _line.Dispose();
        _data.Dispose();
    }

    private bool EndLine()
    {
        ReadOnlySpan<byte> line = _line.Written;
        if (line.Length > 0 && line[line.Length - 1] == '\r') line = line.Slice(0, line.Length - 1);
        if (!_begun && line.StartsWith("\uFEFF"u8)) line = line.Slice(3);
        _begun = true;
        bool ends = line.IsEmpty;
        if (!ends) Field(line);
        _line.Truncate(0);
        return ends && Dispatch();
    }

    private void Field(ReadOnlySpan<byte> line)
    {
        int colon = line.IndexOf((byte)':');
        if (colon == 0)
        {
            Comments++;
            return;
        }
        ReadOnlySpan<byte> name = colon < 0 ? line : line.Slice(0, colon);
        ReadOnlySpan<byte> value = colon < 0 ? default : line.Slice(colon + 1);
        if (value.Length > 0 && value[0] == ' ') value = value.Slice(1);
        if (name.SequenceEqual("event"u8))
        {
            Type = Encoding.UTF8.GetString(value.ToArray());
        }
        else if (name.SequenceEqual("id"u8))
        {
            Id = Encoding.UTF8.GetString(value.ToArray());
        }
        else if (name.SequenceEqual("data"u8))
        {
            _data.Append(value);
            _data.Append("\n"u8);
        }
    }

    // An event without data is none.
    private bool Dispatch()
    {
        _dispatched = _data.Count > 0;
        if (!_dispatched)
        {
            Type = "";
            return false;
        }
        _data.Truncate(_data.Count - 1);
        Decode();
        return true;
    }

    private void Decode()
    {
        Span<byte> data = _data.Array.AsSpan(0, _data.Count);
        int from = data.IndexOf((byte)'%');
        if (from < 0) return;
        int to = from;
        while (from < data.Length)
        {
            byte decoded = DecodedAt(data.Slice(from));
            data[to++] = decoded != 0 ? decoded : data[from];
            from += decoded != 0 ? 3 : 1;
        }
        _data.Truncate(to);
    }

    // Every other percent sign stands for itself.
    private static byte DecodedAt(ReadOnlySpan<byte> text) =>
        text.StartsWith("%25"u8) ? (byte)'%' : text.StartsWith("%0A"u8) ? (byte)'\n' : text.StartsWith("%0D"u8) ? (byte)'\r' : (byte)0;

    private void Reset()
    {
        _dispatched = false;
        Type = "";
        _data.Truncate(0);
    }
}
