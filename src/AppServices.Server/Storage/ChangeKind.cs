namespace AppServices.Server.Storage;

/// <summary>What happened to a document.</summary>
internal enum ChangeKind
{
    Insert,
    Update,
    Replace,
    Delete,

    /// <summary>The end of all documents, with the collection.</summary>
    Drop,
}
