namespace AppServices.PSHost.CommandLine;

/// <summary>A parsed command line.</summary>
/// <param name="Request">What to do.</param>
/// <param name="Interactive">False when <c>-NonInteractive</c> forbids every prompt.</param>
internal sealed record CommandLineOptions(Request Request, bool Interactive);
