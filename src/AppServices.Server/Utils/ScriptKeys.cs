using System;
using System.Security.Cryptography;
using AppServices.Server.Functions.Values;

namespace AppServices.Server.Utils;

/// <summary>Keys that scripts give as text: PEM, or the base64 of PKCS#1.</summary>
internal static class ScriptKeys
{
    /// <summary>Whether a text is in PEM, so that it is no secret to be shared.</summary>
    public static bool IsPem(string text) => text.AsSpan().TrimStart().StartsWith("-----BEGIN ");

    /// <summary>A key for RSA.</summary>
    public static RSA ReadRsa(ScriptArguments arguments, int index, bool isPrivate) =>
        Read(RSA.Create(), arguments, index, isPrivate
            ? "a private key for RSA (PKCS#1) is expected"
            : "a public key for RSA (PKCS#1) is expected", static (key, text) =>
        {
            if (IsPem(text)) key.ImportFromPem(text);
            else key.ImportRSAPublicKey(Convert.FromBase64String(text), out _);
        });

    /// <summary>Uses a key, which may not be one for that.</summary>
    public static T Use<T>(ScriptArguments arguments, Func<T> use, string problem)
    {
        try
        {
            return use();
        }
        catch (CryptographicException)
        {
            throw arguments.Wrong(problem);
        }
    }

    /// <summary>A key for ECDSA of a size.</summary>
    public static ECDsa ReadEc(ScriptArguments arguments, int index, int size)
    {
        ECDsa key = Read(
            ECDsa.Create(), arguments, index, "a key for ECDSA in PEM is expected", static (key, text) => key.ImportFromPem(text));
        if (key.KeySize == size) return key;
        key.Dispose();
        throw arguments.Wrong($"a key for ECDSA with {size} bits is expected");
    }

    private static T Read<T>(T key, ScriptArguments arguments, int index, string expected, Action<T, string> import)
        where T : AsymmetricAlgorithm
    {
        try
        {
            import(key, arguments.Text(index));
            return key;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException or FormatException)
        {
            key.Dispose();
            throw arguments.Wrong(expected);
        }
    }
}
