using System;

namespace AppServices.Server.Rules;

/// <summary>The caller may not do what an operation does. Status, code and message are for the client.</summary>
internal sealed class AccessRefusedException(int status, string code, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>The protocol's <c>error_code</c>.</summary>
    public string Code { get; } = code;
}

/// <summary>Rules cannot decide yet about all changes of a write. Nothing was written; repeat it when they know more.</summary>
internal sealed class UndecidedWriteException() : Exception("Whether the write is allowed is not decided yet.");
