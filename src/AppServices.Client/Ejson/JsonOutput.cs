using System;
using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using AppServices.Bson;

namespace AppServices.Ejson;

/// <summary>
/// JSON text while it is made, of which the output knows after <see cref="Flush"/>: sets the commas, and no more escapes than JSON demands.
/// What is opened, the caller closes. The library's own writer looks at each text several times, which is most of what writing costs.
/// </summary>
/// <param name="output">Where to write; its memory lies in arrays.</param>
internal sealed class JsonOutput(IBufferWriter<byte> output)
{
    private const int LeastRoom = 128;

#if NET
    private static readonly SearchValues<char> s_plain = SearchValues.Create(
        " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~\u007f");

    private static readonly SearchValues<char> s_escaped = SearchValues.Create(
        "\"\\\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f"
        + "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f");
#endif
    private byte[] _array = [];
    private int _start;
    private int _position;
    private int _end;
    private bool _needsComma;

    /// <summary>Hands over what has been written.</summary>
    public void Flush()
    {
        output.Advance(_position - _start);
        _start = _position = _end = 0;
    }

    /// <summary>Writes what a value begins with, such as a bracket, after the comma that may belong before it.</summary>
    public void Start(ReadOnlySpan<byte> text)
    {
        Value(text);
        _needsComma = false;
    }

    /// <summary>Writes what a value ends with.</summary>
    public void End(ReadOnlySpan<byte> text)
    {
        Append(text);
        _needsComma = true;
    }

    /// <summary>Writes a whole value, which is JSON already.</summary>
    public void Value(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        Advance(text.Length);
    }

    /// <summary>Room for a value of at most so many bytes; <see cref="Advance"/> tells how many it has got.</summary>
    public Span<byte> Room(int length)
    {
        Ensure(length + 1);
        if (_needsComma) _array[_position++] = (byte)',';
        return _array.AsSpan(_position, _end - _position);
    }

    /// <summary>Ends a value that was put into its <see cref="Room"/>.</summary>
    public void Advance(int length)
    {
        _position += length;
        _needsComma = true;
    }

    /// <summary>Writes the name of a field, whose value is next.</summary>
    /// <exception cref="EjsonException">It is no valid Unicode, or holds a null character.</exception>
    public void Name(string name)
    {
        if (IsPlain(name))
        {
            Plain(name, "\":"u8);
        }
        else
        {
            if (name.AsSpan().IndexOf('\0') >= 0) throw new EjsonException("A field name cannot hold a null character.");
            Escaped(name, "\":"u8);
        }
        _needsComma = false;
    }

    /// <summary>Writes a string.</summary>
    /// <exception cref="EjsonException">It is no valid Unicode.</exception>
    public void String(string text)
    {
        if (IsPlain(text)) Plain(text, "\""u8);
        else Escaped(text, "\""u8);
    }

    private void Plain(string text, ReadOnlySpan<byte> end)
    {
        Span<byte> room = Room(text.Length + 1 + end.Length);
        room[0] = (byte)'"';
        room = room.Slice(1);
#if NET
        Ascii.FromUtf16(text, room, out _);
#else
        Encoding.UTF8.GetBytes(text, 0, text.Length, _array, _position + 1);
#endif
        end.CopyTo(room.Slice(text.Length));
        Advance(text.Length + 1 + end.Length);
    }

    private void Escaped(string text, ReadOnlySpan<byte> end)
    {
        UnicodeText.Valid(text);
        Start("\""u8);
        int begin = 0;
        for (int next; (next = IndexOfEscaped(text, begin)) >= 0; begin = next + 1)
        {
            Append(text, begin, next);
            Escape(text[next]);
        }
        Append(text, begin, text.Length);
        End(end);
    }

    private void Append(string text, int begin, int end)
    {
        // Three for one of UTF-16 at most.
        Ensure(checked((end - begin) * 3));
        _position += Encoding.UTF8.GetBytes(text, begin, end - begin, _array, _position);
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        Ensure(text.Length);
        text.CopyTo(_array.AsSpan(_position));
        _position += text.Length;
    }

    private void Ensure(int length)
    {
        if (_end - _position < length) Renew(length);
    }

    private void Renew(int length)
    {
        Flush();
        if (!MemoryMarshal.TryGetArray(output.GetMemory(Math.Max(length, LeastRoom)), out ArraySegment<byte> segment))
            throw new NotSupportedException("The memory of this output does not lie in arrays.");
        _array = segment.Array!;
        _start = _position = segment.Offset;
        _end = segment.Offset + segment.Count;
    }

    private void Escape(char c)
    {
        char letter = c switch
        {
            '"' or '\\' => c,
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            '\b' => 'b',
            '\f' => 'f',
            _ => 'u',
        };
        Span<byte> digits = stackalloc byte[4];
        Hex.Write(c, digits);
        Append([(byte)'\\', (byte)letter]);
        if (letter == 'u') Append(digits);
    }

#if NET
    private static bool IsPlain(string text) => !text.AsSpan().ContainsAnyExcept(s_plain);

    private static int IndexOfEscaped(string text, int begin) =>
        text.AsSpan(begin).IndexOfAny(s_escaped) is var next and >= 0 ? begin + next : -1;
#else
    private static bool IsPlain(string text)
    {
        foreach (char c in text)
            if (c > '\u007f' || IsEscaped(c)) return false;
        return true;
    }

    private static int IndexOfEscaped(string text, int begin)
    {
        for (int i = begin; i < text.Length; i++)
            if (IsEscaped(text[i])) return i;
        return -1;
    }

    private static bool IsEscaped(char c) => c is < ' ' or '"' or '\\';
#endif
}
