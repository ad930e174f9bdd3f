using System;
using System.Collections.Generic;

namespace AppServices.Server.Operations;

/// <summary>One or more of several writes failed; the others were done.</summary>
/// <param name="result">What the others did.</param>
/// <param name="errors">The errors, by the places of their commands.</param>
internal sealed class WriteFailedException(WriteResult result, IReadOnlyList<(int Place, Exception Error)> errors)
    : Exception(errors[0].Error.Message, errors[0].Error)
{
    public WriteResult Result { get; } = result;

    public IReadOnlyList<(int Place, Exception Error)> Errors { get; } = errors;
}
