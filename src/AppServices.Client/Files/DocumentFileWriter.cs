using System;
using System.IO;
using System.Text;
using AppServices.Bson;
using AppServices.Ejson;
using AppServices.Files;

namespace AppServices;

/// <summary>Writes documents one by one into a stream. For one writer at a time, who completes it.</summary>
public abstract class DocumentFileWriter
{
    /// <summary>A writer.</summary>
    /// <param name="stream">Where to write; stays open.</param>
    /// <param name="format">In which form.</param>
    /// <param name="mode">Whether types are kept in JSON and CSV, or what people like to read is written.</param>
    /// <param name="fields">For CSV the columns, as paths; null for the fields of the first document.</param>
    /// <param name="continues">Whether the file has documents already.</param>
    public static DocumentFileWriter Create(
        Stream stream, DocumentFormat format, EjsonMode mode, string[]? fields, bool continues) => format switch
    {
        DocumentFormat.JsonLines => new JsonWriter(stream, mode, "", "", "\n", ""),
        DocumentFormat.Json => new JsonWriter(stream, mode, "[", ",\n", "", "]\n"),
        DocumentFormat.Csv => new CsvWriter(stream, mode, fields, writesNames: !continues),
        _ => new BsonFileWriter(stream),
    };

    /// <summary>Fields of documents that have no column, so that they were not written; null when all were.</summary>
    public virtual string? Left => null;

    /// <summary>Writes a document.</summary>
    /// <exception cref="EjsonException">It has no such form; nothing of it was written.</exception>
    /// <exception cref="IOException">The stream takes no more.</exception>
    public abstract void Write(BsonDocument document);

    /// <summary>Writes what comes after the last document.</summary>
    /// <exception cref="IOException">The stream takes no more.</exception>
    public virtual void Complete()
    {
    }

    private sealed class BsonFileWriter(Stream stream) : DocumentFileWriter
    {
        private readonly BsonEncoder _encoder = new();

        public override void Write(BsonDocument document)
        {
            ArraySegment<byte> bytes = _encoder.Encode(document);
            stream.Write(bytes.Array!, bytes.Offset, bytes.Count);
        }
    }

    private sealed class JsonWriter(
        Stream stream, EjsonMode mode, string start, string between, string after, string end) : DocumentFileWriter
    {
        private readonly EjsonWriter _writer = new(mode);
        private bool _any;

        public override void Write(BsonDocument document)
        {
            string text = EjsonConvert.Serialize(document, _writer);
            Text((_any ? between : start) + text + after);
            _any = true;
        }

        public override void Complete() => Text(_any ? end : start + end);

        private void Text(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            stream.Write(bytes, 0, bytes.Length);
        }
    }
}
