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

    /// <summary>The end of the collection under its name: what is after it is the new name.</summary>
    Rename,
}
