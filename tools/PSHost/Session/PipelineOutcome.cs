namespace AppServices.PSHost.Session;

/// <summary>How a pipeline ended.</summary>
internal enum PipelineOutcome
{
    /// <summary>It ran to its end, or to an <c>exit</c>.</summary>
    Completed,

    /// <summary>A terminating error ended it; the error has been printed.</summary>
    Failed,

    /// <summary>Its text lacks an end, such as a closing brace.</summary>
    Incomplete,

    /// <summary>Ctrl+C stopped it.</summary>
    Interrupted,
}
