namespace AppServices.Mql.Pipelines;

/// <summary>A collection of a database.</summary>
internal sealed record Namespace(string Database, string Name)
{
    public override string ToString() => $"{Database}.{Name}";
}
