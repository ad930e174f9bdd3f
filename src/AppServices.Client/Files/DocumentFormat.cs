using System.IO;

namespace AppServices;

/// <summary>The forms of files with documents.</summary>
public enum DocumentFormat
{
    /// <summary>Extended JSON, a document a line, as mongoexport writes it: files that end in .jsonl or .ndjson.</summary>
    JsonLines,

    /// <summary>Extended JSON, an array of documents: files that end in .json. Reading takes lines of documents for it, too.</summary>
    Json,

    /// <summary>Comma-separated values with a line of names: files that end in .csv.</summary>
    Csv,

    /// <summary>BSON, document after document, as mongodump writes it: files that end in .bson.</summary>
    Bson,
}

/// <summary>Finds out the form of a file.</summary>
public static class DocumentFormats
{
    /// <summary>The form that the end of a file's name tells; null when it tells none.</summary>
    public static DocumentFormat? OfName(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".JSONL" or ".NDJSON" => DocumentFormat.JsonLines,
        ".JSON" => DocumentFormat.Json,
        ".CSV" => DocumentFormat.Csv,
        ".BSON" => DocumentFormat.Bson,
        _ => null,
    };
}
