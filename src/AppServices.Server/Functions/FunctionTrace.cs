using System.Diagnostics;

namespace AppServices.Server.Functions;

/// <summary>Traces of function calls, for those who listen (OpenTelemetry). Arguments and results are never part of one.</summary>
internal static class FunctionTrace
{
    /// <summary>The source's name.</summary>
    public const string Name = "AppServices.Functions";

    private static readonly ActivitySource s_source = new(Name);

    /// <summary>Begins the trace of a call; null when nobody listens.</summary>
    public static Activity? Begin(string function) => s_source.HasListeners() ? s_source.StartActivity($"function {function}") : null;
}
