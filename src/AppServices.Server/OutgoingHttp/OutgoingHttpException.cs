using System;

namespace AppServices.Server.OutgoingHttp;

/// <summary>An outgoing call cannot be made, or brought no reply; the message is for the function.</summary>
/// <param name="message">What is wrong, without secrets: it may become the answer to a client.</param>
/// <param name="code">The protocol's <c>error_code</c> where no function catches it; null for the usual one.</param>
/// <param name="inner">The cause, if another exception was.</param>
internal sealed class OutgoingHttpException(string message, string? code = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The protocol's <c>error_code</c> where no function catches it; null for the usual one.</summary>
    public string? Code { get; } = code;
}
