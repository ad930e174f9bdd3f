using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using AppServices.Bson;
using AppServices.Ejson;

namespace AppServices.Files;

/// <summary>Documents as lines of cells (RFC 4180). The first line has the names; a point in a name leads into a document.</summary>
internal sealed class CsvReader(Stream stream, StreamReader text) : DocumentFileReader(stream)
{
    private const int BufferCharacters = 16 * 1024;

    private readonly StringBuilder _cell = new();
    private readonly List<string> _cells = [];
    private string[][]? _paths;
    private long _line = 1;
    private long _begin = 1;

    private protected override long? Line => _begin;

    public static CsvReader Open(Stream stream) => new(stream, new StreamReader(
        stream, new UTF8Encoding(false, true), detectEncodingFromByteOrderMarks: true, BufferCharacters, leaveOpen: true));

    /// <summary>The names in the first line; none when there is no line.</summary>
    public IReadOnlyList<string> ReadNames() => TryRow() ? [.. _cells] : [];

    private protected override bool TryNext(out FileDocument document)
    {
        document = default;
        try
        {
            if (_paths is null)
            {
                if (!TryRow()) return false;
                _paths = _cells.Select(name => name.Split('.')).ToArray();
                RequireNames();
            }
            if (!TryRow()) return false;
        }
        catch (DecoderFallbackException error)
        {
            throw new EjsonException("The text is not valid UTF-8. Save it so, for instance by Set-Content -Encoding utf8.", error);
        }
        document = _cells.Count <= _paths.Length
            ? new FileDocument(ToDocument(), _begin, null)
            : new FileDocument(null, _begin, $"There are {_cells.Count} cells for {_paths.Length} names.");
        return true;
    }

    private void RequireNames()
    {
        string[] names = _paths!.Select(path => string.Join(".", path)).ToArray();
        if (Array.Exists(names, name => name.Length == 0))
            throw new EjsonException("The first line must name every column, and one has no name.");
        if (names.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new EjsonException($"The first line has the name '{twice.Key}' more than once.");
        if (Array.Find(names, name => names.Any(other => other.StartsWith(name + ".", StringComparison.Ordinal))) is { } outer)
            throw new EjsonException($"The first line has the name '{outer}' as well as names within it.");
    }

    private BsonDocument ToDocument()
    {
        var document = new BsonDocument();
        for (int i = 0; i < _cells.Count; i++)
        {
            if (_cells[i].Length == 0) continue;
            string[] path = _paths![i];
            BsonDocument inner = document;
            for (int part = 0; part < path.Length - 1; part++)
                inner = inner[path[part]] as BsonDocument ?? (BsonDocument)(inner[path[part]] = new BsonDocument());
            inner[path[path.Length - 1]] = CsvCell.Read(_cells[i]);
        }
        return document;
    }

    // Lines without anything are none.
    private bool TryRow()
    {
        while (text.Peek() >= 0)
        {
            _begin = _line;
            _cells.Clear();
            bool isQuoted = false;
            while (TryCell(ref isQuoted))
            {
            }
            if (_cells.Count > 1 || isQuoted || _cells[0].Length > 0) return true;
        }
        return false;
    }

    // Whether another cell of the line follows.
    private bool TryCell(ref bool isQuoted)
    {
        _cell.Clear();
        int character = text.Read();
        if (character == '"')
        {
            isQuoted = true;
            character = Quoted();
        }
        for (; character >= 0 && character is not (',' or '\n' or '\r'); character = text.Read()) Append((char)character);
        _cells.Add(_cell.ToString());
        if (character == '\r' && text.Peek() == '\n') character = text.Read();
        if (character is '\n' or '\r') _line++;
        return character == ',';
    }

    // What follows the closing quotation mark.
    private int Quoted()
    {
        while (true)
        {
            int character = text.Read();
            if (character < 0) throw new EjsonException("A quotation mark is not closed.");
            if (character == '\n') _line++;
            if (character == '"')
            {
                character = text.Read();
                if (character != '"') return character;
            }
            Append((char)character);
        }
    }

    private void Append(char character)
    {
        if (_cell.Length > MaxDocumentBytes) throw new EjsonException($"A cell is larger than {MaxDocumentBytes} characters.");
        _cell.Append(character);
    }
}
