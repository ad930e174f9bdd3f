using System;
using System.Security.Cryptography;
using System.Text;

namespace AppServices.Server.Users;

/// <summary>Keys that programs log in with: told once, and kept as a hash.</summary>
internal static class KeyText
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>A key that nobody guesses, of letters and digits.</summary>
    public static string New(int length) => RandomNumberGenerator.GetString(Letters, length);

    /// <summary>What is kept of a key, which is random enough that a plain hash cannot be reversed.</summary>
    public static string Hash(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
