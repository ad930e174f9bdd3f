namespace AppServices.Server.Documents.Aggregation;

/// <summary>A collection of a database.</summary>
internal sealed record CollectionName(string Database, string Name)
{
    public override string ToString() => $"{Database}.{Name}";
}
