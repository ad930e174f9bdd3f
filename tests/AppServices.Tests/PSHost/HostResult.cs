namespace AppServices.Tests.PSHost;

/// <summary>How a run of the script host ended.</summary>
internal sealed record HostResult(int ExitCode, string Output, string Error);
