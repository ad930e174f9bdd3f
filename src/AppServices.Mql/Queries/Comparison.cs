namespace AppServices.Mql.Queries;

/// <summary>How a value may stand to another.</summary>
internal enum Comparison
{
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
