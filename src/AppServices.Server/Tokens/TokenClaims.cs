using System;

namespace AppServices.Server.Tokens;

/// <summary>What the server reads in a token that it signed. Source: protocol.md 3.1.</summary>
internal sealed record TokenClaims(string UserId, string SessionId, string DomainId, string? DeviceId, bool IsRefresh, DateTimeOffset ExpiresAt);
