
namespace AppServices.Mql.Pipelines.Writing;

/// <summary>What <c>$merge</c> does with a document.</summary>
internal enum MergeAction
{
    /// <summary>It is inserted.</summary>
    Insert,

    /// <summary>Its fields are set in the one that is there.</summary>
    Merge,

    /// <summary>It takes the place of the one that is there.</summary>
    Replace,

    /// <summary>A pipeline updates the one that is there.</summary>
    Update,

    /// <summary>Nothing; the collection stays as it is.</summary>
    Keep,

    /// <summary>The pipeline ends with an error.</summary>
    Fail,
}
