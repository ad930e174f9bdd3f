using System;
using System.Security.Cryptography;
using System.Text;

namespace AppServices.Server.Wire;

/// <summary>One login by SCRAM-SHA-256, as far as it has come: the client's first message has been answered.</summary>
internal sealed class ScramTalk
{
    private const int NonceLength = 24;
    private const int MaxName = 200;

    private readonly ScramKeys _keys;
    private readonly string _binding;
    private readonly string _nonce;
    private readonly string _start;

    private ScramTalk(string user, ScramKeys keys, string binding, string bare, string clientNonce, string ownNonce)
    {
        User = user;
        _keys = keys;
        _binding = binding;
        _nonce = clientNonce + ownNonce;
        Reply = $"r={_nonce},s={Convert.ToBase64String(keys.Salt)},i={keys.Iterations}";
        _start = $"{bare},{Reply}";
    }

    /// <summary>The name that was said.</summary>
    public string User { get; }

    /// <summary>The answer to the first message.</summary>
    public string Reply { get; }

    /// <summary>The name in a client's first message; null when that is none.</summary>
    public static string? NameIn(string message) => Split(message) is { } parts ? parts.User : null;

    /// <summary>Answers a client's first message; null when that is none.</summary>
    /// <param name="message">The message.</param>
    /// <param name="keys">The keys of the user whom it names.</param>
    /// <param name="ownNonce">The server's part of the nonce; null for a new one.</param>
    public static ScramTalk? Begin(string message, ScramKeys keys, string? ownNonce = null) => Split(message) is { } parts
        ? new ScramTalk(
            parts.User, keys, parts.Header, parts.Bare, parts.Nonce,
            ownNonce ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceLength)))
        : null;

    /// <summary>The answer to a client's last message, which proves that it knows the password; null when it does not.</summary>
    public string? Finish(string message)
    {
        int end = message.LastIndexOf(",p=", StringComparison.Ordinal);
        if (end < 0 || message[..end].Split(',') is not [['c', '=', .. var binding], ['r', '=', .. var nonce], ..]) return null;
        if (Decode(binding) is not { } header || Encoding.UTF8.GetString(header) != _binding || nonce != _nonce) return null;
        string authMessage = $"{_start},{message[..end]}";
        return Decode(message[(end + 3)..]) is { } proof && _keys.IsProvedBy(proof, authMessage)
            ? $"v={Convert.ToBase64String(_keys.Sign(authMessage))}"
            : null;
    }

    // Such as n,,n=USER,r=NONCE: no binding to a channel, and nothing that has to be understood.
    private static (string Header, string Bare, string User, string Nonce)? Split(string message)
    {
        if (message is not (['n' or 'y', ',', ',', ..])) return null;
        string bare = message[3..];
        if (bare.Split(',') is not [['n', '=', .. var name], ['r', '=', { } first, .. var others], ..]) return null;
        return UserOf(name) is { Length: > 0 and <= MaxName } user ? (message[..3], bare, user, first + others) : null;
    }

    private static string? UserOf(string name)
    {
        var user = new StringBuilder(name.Length);
        for (int i = 0; i < name.Length; i++)
        {
            if (name[i] != '=')
            {
                user.Append(name[i]);
                continue;
            }
            if (string.CompareOrdinal(name, i, "=2C", 0, 3) == 0) user.Append(',');
            else if (string.CompareOrdinal(name, i, "=3D", 0, 3) == 0) user.Append('=');
            else return null;
            i += 2;
        }
        return user.ToString();
    }

    private static byte[]? Decode(string text)
    {
        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int length) ? bytes[..length] : null;
    }
}
