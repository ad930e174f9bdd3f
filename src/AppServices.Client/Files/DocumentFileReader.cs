using System;
using System.Collections.Generic;
using System.IO;
using AppServices.Bson;
using AppServices.Ejson;
using AppServices.Files;

namespace AppServices;

/// <summary>
/// Reads documents one by one out of a stream, of which it holds one document at a time. What is no document is told with its place,
/// and the reading goes on behind it where that can be found. For one reader at a time.
/// </summary>
public abstract class DocumentFileReader
{
    /// <summary>How many bytes of a file one document may have.</summary>
    public const int MaxDocumentBytes = 64 * 1024 * 1024;

    private protected DocumentFileReader(Stream stream) => Stream = stream;

    /// <summary>How many documents have been read until now, those that are none included.</summary>
    public long Number { get; private set; }

    private protected Stream Stream { get; }

    /// <summary>A reader.</summary>
    /// <param name="stream">What to read; stays open.</param>
    /// <param name="format">Its form; of JSON, lines and arrays are told apart by their beginning.</param>
    public static DocumentFileReader Create(Stream stream, DocumentFormat format) => format switch
    {
        DocumentFormat.Csv => CsvReader.Open(stream),
        DocumentFormat.Bson => new BsonFileReader(stream),
        _ => new JsonFileReader(stream),
    };

    /// <summary>The names in the first line of a CSV file.</summary>
    /// <exception cref="EjsonException">They cannot be read.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static IReadOnlyList<string> ReadNames(Stream stream) => CsvReader.Open(stream).ReadNames();

    /// <summary>Reads the next document.</summary>
    /// <param name="document">The document, or what is wrong with it.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public bool TryRead(out FileDocument document)
    {
        document = default;
        try
        {
            if (!TryNext(out document)) return false;
        }
        catch (EjsonException error)
        {
            // Where the next document begins is not known.
            document = new FileDocument(null, Line, error.Message) { IsLast = true };
        }
        Number++;
        return true;
    }

    /// <summary>The line where the document begins that is being read; null in a file without lines.</summary>
    private protected virtual long? Line => null;

    /// <exception cref="EjsonException">What follows cannot be read.</exception>
    private protected abstract bool TryNext(out FileDocument document);
}

/// <summary>A document of a file, or a place where there should be one.</summary>
/// <param name="Document">The document; null when it cannot be read.</param>
/// <param name="Line">The line where it begins, from 1; null in a file without lines.</param>
/// <param name="Problem">Why it cannot be read; null when it can.</param>
public readonly record struct FileDocument(BsonDocument? Document, long? Line, string? Problem)
{
    /// <summary>Whether the file cannot be read on.</summary>
    public bool IsLast { get; init; }
}

/// <summary>BSON documents one after another, each with its length.</summary>
internal sealed class BsonFileReader(Stream stream) : DocumentFileReader(stream)
{
    private const int LengthBytes = 4;
    private const int SmallestDocument = 5;

    private byte[] _bytes = new byte[4096];

    private protected override bool TryNext(out FileDocument document)
    {
        document = default;
        int read = Fill(0, LengthBytes);
        if (read == 0) return false;
        int length = read == LengthBytes ? BitConverter.ToInt32(_bytes, 0) : 0;
        if (read < LengthBytes) throw new EjsonException("The file ends in the middle of a document.");
        if (length is < SmallestDocument or > MaxDocumentBytes)
            throw new EjsonException("This is not BSON: a document has no valid length.");
        if (length > _bytes.Length && Stream.CanSeek && length - LengthBytes > Stream.Length - Stream.Position)
            throw new EjsonException("The file ends in the middle of a document.");
        if (length > _bytes.Length) Array.Resize(ref _bytes, length);
        if (Fill(LengthBytes, length) < length) throw new EjsonException("The file ends in the middle of a document.");
        try
        {
            document = new FileDocument(BsonDecoder.Decode(_bytes.AsSpan(0, length)), null, null);
        }
        catch (EjsonException error)
        {
            document = new FileDocument(null, null, error.Message);
        }
        return true;
    }

    private int Fill(int start, int end)
    {
        int read;
        while (start < end && (read = Stream.Read(_bytes, start, end - start)) > 0) start += read;
        return start;
    }
}
