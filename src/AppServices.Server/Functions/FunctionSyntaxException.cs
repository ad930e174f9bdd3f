using System;

namespace AppServices.Server.Functions;

/// <summary>A function's source is not JavaScript.</summary>
internal sealed class FunctionSyntaxException(string file, int line, int column, string reason, Exception inner)
    : Exception($"{file}({line},{column}): {reason}", inner)
{
    /// <summary>The file the source comes from.</summary>
    public string File { get; } = file;

    /// <summary>Line of the mistake, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>Column of the mistake, from 1.</summary>
    public int Column { get; } = column;

    /// <summary>What is wrong, without the place.</summary>
    public string Reason { get; } = reason;
}
