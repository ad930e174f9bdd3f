using System;

namespace AppServices.Benchmarks;

/// <summary>Why nothing could be measured, for people to read.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
