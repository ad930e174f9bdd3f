using System;
using System.Linq;
using System.Security.Cryptography;

namespace AppServices.Tests;

/// <summary>RSA keys that tests share: to make one takes a tenth of a second of a processor.</summary>
internal static class TestKeys
{
    private static readonly Lazy<RSA>[] s_keys = [.. Enumerable.Range(0, 2).Select(_ => new Lazy<RSA>(() => RSA.Create(2048)))];

    /// <summary>
    /// A key of 2048 bits, which nobody disposes of: what signs and checks with it is kept by the library of tokens for all who have the same.
    /// </summary>
    /// <param name="number">Which one: 0 or 1.</param>
    public static RSA Rsa(int number) => s_keys[number].Value;
}
