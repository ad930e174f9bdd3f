namespace AppServices.Server.Functions.Running;

/// <summary>Why a call had to end before its script did.</summary>
internal enum CallStop
{
    /// <summary>It did not have to.</summary>
    None,

    /// <summary>Time is up.</summary>
    Time,

    /// <summary>It held too much memory.</summary>
    Memory,

    /// <summary>Nobody waits for the answer any more.</summary>
    Cancelled,
}
