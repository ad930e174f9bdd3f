using System;
using MongoDB.Bson;

namespace AppServices.Server.Tokens;

/// <summary>What the server reads in a token that it signed. Source: client-api 3.1.</summary>
/// <param name="UserId">The user.</param>
/// <param name="SessionId">The session.</param>
/// <param name="DomainId">The app's domain.</param>
/// <param name="DeviceId">The device; null for one without an id.</param>
/// <param name="IsRefresh">Whether it is a refresh token.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="CustomData">The custom user data of the moment when it was issued; null for none.</param>
internal sealed record TokenClaims(
    string UserId, string SessionId, string DomainId, string? DeviceId, bool IsRefresh, DateTimeOffset ExpiresAt, BsonDocument? CustomData);
