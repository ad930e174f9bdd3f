using System;

namespace AppServices;

/// <summary>
/// A request that did not succeed: refused by the service, or never answered properly. The message holds the
/// service's own words and never a token, a password or a body. Source: client-api 11.
/// </summary>
public sealed class AppServicesException : Exception
{
    /// <summary>Creates an error with a message alone.</summary>
    public AppServicesException(string message) : base(message) { }

    /// <summary>Creates an error with a message and its cause.</summary>
    public AppServicesException(string message, Exception? innerException) : base(message, innerException) { }

    /// <summary>Creates an error without any detail.</summary>
    public AppServicesException() : this("The request failed.") { }

    /// <summary>
    /// The service's error name, such as <c>FunctionNotFound</c> (client-api 11.3), or one of
    /// <see cref="ClientErrorCode"/>; null when the service gave none.
    /// </summary>
    public string? Code { get; init; }

    /// <summary>The service's own words, such as <c>name already in use</c>; null when it gave none.</summary>
    public string? Reason { get; init; }

    /// <summary>The HTTP status of the reply, such as 404; null when there was no reply.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The service's id of the request, for its log; null when there was no reply or it had none.</summary>
    public string? RequestId { get; init; }

    /// <summary>Where the service logged the failure; null when it did not say.</summary>
    public Uri? LogUrl { get; init; }
}
