using System;

namespace AppServices.Server.Functions;

/// <summary>A function's source is not JavaScript, or none that can be called; the message begins with the place.</summary>
/// <param name="file">The file the source comes from.</param>
/// <param name="line">Line of the mistake, from 1.</param>
/// <param name="column">Column of the mistake, from 1.</param>
/// <param name="reason">What is wrong, without the place.</param>
/// <param name="inner">The cause, if another exception was.</param>
internal sealed class FunctionSyntaxException(string file, int line, int column, string reason, Exception? inner = null)
    : Exception($"{file}:{line}:{column}: {reason}", inner);
