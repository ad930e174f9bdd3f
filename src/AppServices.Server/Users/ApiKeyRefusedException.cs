using System;

namespace AppServices.Server.Users;

/// <summary>A key that was not made. Source: client-api 5.</summary>
internal sealed class ApiKeyRefusedException(ApiKeyRefusal reason, string message) : Exception(message)
{
    public ApiKeyRefusal Reason { get; } = reason;
}
