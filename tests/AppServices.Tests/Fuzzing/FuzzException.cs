using System;

namespace AppServices.Tests.Fuzzing;

/// <summary>An answer that is none of those that are documented.</summary>
internal sealed class FuzzException(string message) : Exception(message);
