using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using AppServices.Bson;
using AppServices.Ejson;

namespace AppServices.Files;

/// <summary>Writes documents as lines of cells, the first line with the names of the fields (RFC 4180).</summary>
internal sealed class CsvWriter(Stream stream, EjsonMode mode, string[]? fields, bool writesNames) : DocumentFileWriter
{
    private const int MaxLeft = 10;

    private static readonly char[] s_quoted = [',', '"', '\r', '\n'];

    private readonly StringBuilder _line = new();
    private readonly SortedSet<string> _left = new(StringComparer.Ordinal);
    private string[][] _paths = [];
    private HashSet<string> _roots = [];

    public override string? Left =>
        _left.Count == 0 ? null : string.Join(", ", _left.Take(MaxLeft)) + (_left.Count > MaxLeft ? ", ..." : "");

    public override void Write(BsonDocument document)
    {
        if (_paths.Length == 0) Begin(document);
        _line.Clear();
        for (int i = 0; i < _paths.Length; i++)
        {
            if (i > 0) _line.Append(',');
            if (TryFind(document, _paths[i], out object? value)) Cell(CsvCell.Write(value, mode));
        }
        End();
        if (fields is null && _left.Count <= MaxLeft)
            _left.UnionWith(document.Select(field => field.Key).Where(name => !_roots.Contains(name)));
    }

    private void Begin(BsonDocument first)
    {
        string[] names = fields ?? first.Select(field => field.Key).Distinct().ToArray();
        // Names of a document are what they are; paths that somebody gives lead into documents.
        _paths = names.Select(name => fields is null ? [name] : name.Split('.')).ToArray();
        _roots = new HashSet<string>(_paths.Select(path => path[0]), StringComparer.Ordinal);
        if (!writesNames) return;
        _line.Clear();
        for (int i = 0; i < names.Length; i++)
        {
            if (i > 0) _line.Append(',');
            Cell(names[i]);
        }
        End();
    }

    private static bool TryFind(BsonDocument document, string[] path, out object? value)
    {
        value = document;
        foreach (string name in path)
            if (value is not BsonDocument inner || !inner.TryGetValue(name, out value)) return false;
        return true;
    }

    private void Cell(string text)
    {
        if (text.Length > 0 && text.IndexOfAny(s_quoted) < 0 && text[0] != ' ' && text[text.Length - 1] != ' ') _line.Append(text);
        else _line.Append('"').Append(text.Replace("\"", "\"\"")).Append('"');
    }

    private void End()
    {
        // A line without anything would be none.
        if (_line.Length == 0) _line.Append("\"\"");
        byte[] bytes = Encoding.UTF8.GetBytes(_line.Append("\r\n").ToString());
        stream.Write(bytes, 0, bytes.Length);
    }
}
