using System;
using System.Collections.Concurrent;
using System.Threading;

namespace AppServices.Server.Tokens;

/// <summary>
/// Tokens whose signature was found to be ours, by one set of keys: most of them come again and again. Of those that do not, the older half
/// is forgotten now and then.
/// </summary>
internal sealed class KnownTokens
{
    // Two halves of tokens of so many characters at most: some ten megabytes.
    private const int MaxCount = 4096;
    private const int MaxLength = 2048;

    private readonly Lock _lock = new();
    private volatile ConcurrentDictionary<string, TokenClaims> _young = New();
    private volatile ConcurrentDictionary<string, TokenClaims> _old = New();

    /// <summary>What a token says; null when it is not known.</summary>
    public TokenClaims? Find(string token)
    {
        if (_young.TryGetValue(token, out TokenClaims? claims)) return claims;
        if (!_old.TryGetValue(token, out claims)) return null;
        Add(token, claims);
        return claims;
    }

    /// <summary>Remembers what a token says.</summary>
    public void Add(string token, TokenClaims claims)
    {
        if (token.Length > MaxLength || !_young.TryAdd(token, claims)) return;
        if (_young.Count < MaxCount) return;
        lock (_lock)
        {
            if (_young.Count >= MaxCount) (_old, _young) = (_young, New());
        }
    }

    private static ConcurrentDictionary<string, TokenClaims> New() => new(StringComparer.Ordinal);
}
