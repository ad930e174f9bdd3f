using AppServices.Mql.Paths;


namespace AppServices.Server.Storage.Sqlite;

/// <summary>One field of an index.</summary>
internal sealed record IndexField(FieldPath Path, bool IsDescending);
