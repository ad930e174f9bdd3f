using AppServices.Mql.Paths;


namespace AppServices.Server.Storage.Embedded;

/// <summary>One field of an index.</summary>
internal sealed record IndexField(FieldPath Path, bool IsDescending);
