using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using AppServices.Http;

namespace AppServices;

/// <summary>What the service knows of a user. Source: client-api 3.7.</summary>
public sealed class UserProfile
{
    private UserProfile(string? name, IReadOnlyList<UserIdentity> identities, ReadOnlyMemory<byte> data)
    {
        Name = name;
        Identities = identities;
        Data = data;
    }

    /// <summary>A profile of a user whose profile was not fetched.</summary>
    internal static UserProfile Empty { get; } = new(null, [], Encoding.UTF8.GetBytes("{}"));

    /// <summary>The profile's <c>email</c>, else its <c>name</c>; null when it has neither.</summary>
    public string? Name { get; }

    /// <summary>The user's identities, the first one first.</summary>
    public IReadOnlyList<UserIdentity> Identities { get; }

    /// <summary>The profile's fields, such as <c>email</c>, as one Extended JSON document in UTF-8.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Reads the profile of a user with an id.</summary>
    internal static UserProfile Read(AppReply reply, string action, string userId) =>
        JsonReply.Read(reply, action, "a profile with 'identities' and 'data'", root =>
            root.TryGetProperty("identities", out JsonElement identities)
                && root.TryGetProperty("data", out JsonElement data)
                && data.ValueKind == JsonValueKind.Object
                && ReadIdentities(identities, userId) is { } list
                ? new UserProfile(
                    JsonReply.Text(data, "email") ?? JsonReply.Text(data, "name"), list, Encoding.UTF8.GetBytes(data.GetRawText()))
                : null);

    private static List<UserIdentity>? ReadIdentities(JsonElement identities, string userId)
    {
        if (identities.ValueKind != JsonValueKind.Array) return null;
        var list = new List<UserIdentity>();
        foreach (JsonElement identity in identities.EnumerateArray())
        {
            if (JsonReply.Text(identity, "id") is not { } id || JsonReply.Text(identity, "provider_type") is not { } provider) return null;
            list.Add(new UserIdentity(id, provider) { UserId = userId });
        }
        return list;
    }
}

/// <summary>One way in which a user logs in. Source: client-api 3.7.</summary>
/// <param name="Id">The provider's id for the user.</param>
/// <param name="ProviderType">The provider, such as <c>local-userpass</c>.</param>
public sealed record UserIdentity(string Id, string ProviderType)
{
    /// <summary>The service's id of the user.</summary>
    public string UserId { get; init; } = "";

    /// <summary>The provider, which is what tells a user's identities apart.</summary>
    public override string ToString() => ProviderType;
}
