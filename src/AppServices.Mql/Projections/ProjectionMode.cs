
namespace AppServices.Mql.Projections;

/// <summary>Where a projection is written, which decides what may be in it.</summary>
internal enum ProjectionMode
{
    /// <summary>The options of <c>find</c>, with operators of their own.</summary>
    Find,

    /// <summary>The stage <c>$project</c>.</summary>
    Stage,
}
