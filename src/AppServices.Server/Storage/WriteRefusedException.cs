using System;

namespace AppServices.Server.Storage;

/// <summary>A guard does not allow a change. Status, code and message are for the client.</summary>
internal sealed class WriteRefusedException(int status, string code, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>The protocol's <c>error_code</c>.</summary>
    public string Code { get; } = code;
}
