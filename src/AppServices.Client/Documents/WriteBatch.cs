using System;
using AppServices.Ejson;

namespace AppServices;

/// <summary>Documents, or operations of a bulk write, that are written already and will be sent by one request.</summary>
/// <param name="writer">Writes the documents.</param>
/// <param name="maxDocuments">How many documents it holds.</param>
/// <param name="maxBytes">How many bytes of Extended JSON it holds, unless one document alone has more.</param>
public sealed class WriteBatch(EjsonWriter writer, int maxDocuments, int maxBytes) : IDisposable
{
    private readonly Utf8Buffer _documents = new();

    /// <summary>How many documents it holds now.</summary>
    public int Count { get; private set; }

    /// <summary>The documents, with commas between them.</summary>
    internal ReadOnlySpan<byte> Documents => _documents.Written;

    /// <summary>Writes a document, on the caller's thread.</summary>
    /// <param name="document">The document.</param>
    /// <returns>False when there is no room for it: the batch is as it was, and to be sent first.</returns>
    /// <exception cref="EjsonException">The document cannot be written; the batch is as it was.</exception>
    public bool TryAdd(object document)
    {
        if (Count == maxDocuments) return false;
        int before = _documents.Count;
        try
        {
            if (Count > 0) _documents.Append(","u8);
            writer.Write(_documents, document);
            if (Count > 0 && _documents.Count > maxBytes) return false;
            Count++;
            before = _documents.Count;
            return true;
        }
        finally
        {
            _documents.Truncate(before);
        }
    }

    /// <summary>Empties it, to be filled again.</summary>
    public void Clear()
    {
        _documents.Truncate(0);
        Count = 0;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        Count = 0;
        _documents.Dispose();
    }
}
