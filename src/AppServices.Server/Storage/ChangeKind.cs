namespace AppServices.Server.Storage;

/// <summary>What happened to a document.</summary>
internal enum ChangeKind
{
    Insert,
    Update,
    Replace,
    Delete,
}
