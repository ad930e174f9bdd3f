namespace AppServices.PSHost.Pester.Model;

/// <summary>A discovered test file.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Root">Its blocks; the block itself stands for the file.</param>
/// <param name="Failure">Why discovery ended early, or null.</param>
internal sealed record TestFile(string Path, TestBlock Root, Failure? Failure);
