namespace AppServices;

/// <summary>What became of the documents of a file.</summary>
public sealed class AppImportResult
{
    internal AppImportResult(string path, string collection) => (Path, Namespace) = (path, collection);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Database and collection, such as <c>store.items</c>.</summary>
    public string Namespace { get; }

    /// <summary>How many documents of the file were looked at, those that were left out included.</summary>
    public long ReadCount { get; internal set; }

    /// <summary>How many were left out: by -Skip, or because a checkpoint says that they are stored.</summary>
    public long SkippedCount { get; internal set; }

    /// <summary>How many were inserted.</summary>
    public long InsertedCount { get; internal set; }

    /// <summary>How many were put in the place of a document with the same key.</summary>
    public long ReplacedCount { get; internal set; }

    /// <summary>How many could not be read or were refused.</summary>
    public long FailedCount { get; internal set; }

    /// <summary>Whether the file was read to its end.</summary>
    public bool IsComplete { get; internal set; }
}

/// <summary>A document of a file that was not imported: what an error of Import-AppDocument is of.</summary>
/// <param name="Path">The file.</param>
/// <param name="Number">Which document of the file it is, from 1.</param>
/// <param name="Line">The line where it begins, from 1; null in a file without lines.</param>
/// <param name="Reason">Why it was not imported.</param>
/// <param name="Document">The document; null when it could not be read.</param>
public sealed record AppImportFailure(string Path, long Number, long? Line, string Reason, object? Document)
{
    /// <summary>The place and the reason.</summary>
    public override string ToString() => $"{Path} ({Line ?? Number}): {Reason}";
}
