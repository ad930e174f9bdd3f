using System.Security.Cryptography;
using MongoDB.Bson;

namespace AppServices.Server.Providers;

/// <summary>Identity ids of the providers whose users have no id elsewhere: an ObjectId, a hyphen, 24 letters (client-api 2.8).</summary>
internal static class IdentityIds
{
    public static string New() => $"{ObjectId.GenerateNewId()}-{RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz", 24)}";
}
