using System;
using System.Security.Cryptography;
using System.Text;

namespace AppServices.Server.Storage;

/// <summary>A secret that the server has made for itself.</summary>
/// <param name="Secret">The secret.</param>
internal sealed record SecretKey(byte[] Secret)
{
    /// <summary>The least that is taken for one.</summary>
    public const int MinBytes = 32;

    private const int Bytes = 64;
    private const int NameBytes = 8;

    /// <summary>When another one took its place; null for the one that is in use.</summary>
    public DateTime? ReplacedAt { get; init; }

    /// <summary>What it is called where it may not be shown: it follows from the secret, and does not lead back.</summary>
    public string Name { get; } = Convert.ToHexStringLower(
        HMACSHA256.HashData(Secret, Encoding.UTF8.GetBytes("name"))[..NameBytes]);

    /// <summary>A new one.</summary>
    public static SecretKey Make() => new(RandomNumberGenerator.GetBytes(Bytes));
}
