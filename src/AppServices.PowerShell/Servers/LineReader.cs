using System;
using System.IO;
using System.Text;
using System.Threading.Tasks;

namespace AppServices.Servers;

/// <summary>Reads the lines that a program writes; of a long one the beginning, since a line is kept in memory and may never end.</summary>
internal sealed class LineReader(TextReader reader, int maxLineLength = 8 * 1024)
{
    private readonly char[] _buffer = new char[4096];
    private readonly StringBuilder _line = new();
    private int _position;
    private int _end;

    /// <summary>The next line; null at the end.</summary>
    public async Task<string?> ReadAsync()
    {
        bool any = false;
        while (await FillAsync().ConfigureAwait(false))
        {
            any = true;
            int end = Array.IndexOf(_buffer, '\n', _position, _end - _position);
            Keep(_position, (end < 0 ? _end : end) - _position);
            _position = end < 0 ? _end : end + 1;
            if (end >= 0) return Take();
        }
        return any ? Take() : null;
    }

    private async Task<bool> FillAsync()
    {
        if (_position < _end) return true;
        (_position, _end) = (0, await reader.ReadAsync(_buffer, 0, _buffer.Length).ConfigureAwait(false));
        return _end > 0;
    }

    private void Keep(int start, int count) => _line.Append(_buffer, start, Math.Min(count, maxLineLength + 1 - _line.Length));

    private string Take()
    {
        string line = _line.ToString().TrimEnd('\r');
        _line.Clear();
        return line.Length > maxLineLength ? line.Remove(maxLineLength) + "..." : line;
    }
}
