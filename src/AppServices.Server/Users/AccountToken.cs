using System;
using System.Linq;
using System.Security.Cryptography;
using MongoDB.Bson;

namespace AppServices.Server.Users;

/// <summary>The pair that proves to be the receiver of a mail, or of what a function handed on. Source: client-api 4.1.</summary>
/// <param name="Token">128 hexadecimal digits; only a hash of it is kept.</param>
/// <param name="TokenId">24 hexadecimal digits.</param>
internal sealed record AccountToken(string Token, string TokenId)
{
    private const int Digits = 128;

    public static AccountToken New() => new(RandomNumberGenerator.GetHexString(Digits, lowercase: true), ObjectId.GenerateNewId().ToString());

    /// <summary>The pair of a client; null for texts that are none.</summary>
    public static AccountToken? Parse(string token, string tokenId) =>
        token.Length == Digits && IsHex(token) && ObjectId.TryParse(tokenId, out ObjectId id) ? new AccountToken(token.ToLowerInvariant(), id.ToString()) : null;

    /// <summary>The hash that is kept; the token is random enough that it cannot be reversed.</summary>
    public byte[] Hash() => SHA256.HashData(Convert.FromHexString(Token));

    private static bool IsHex(string text) => text.All(char.IsAsciiHexDigit);

    /// <summary>The id alone: the token is a secret.</summary>
    public override string ToString() => TokenId;
}
