using System;
using System.Security.Cryptography;
using System.Text;
using AppServices.Server.Functions.Data;
using AppServices.Server.Functions.Realm;
using AppServices.Server.Functions.Values;
using Jint.Native;
using MongoDB.Bson;

namespace AppServices.Server.Utils;

/// <summary><c>utils.crypto</c> (app-folder 4.6).</summary>
internal static class CryptoObject
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    public static JsObject Create(FunctionRealm realm)
    {
        return new JsObject(realm.Engine)
            .With(realm.Engine, "hash", arguments => Run(arguments, Hash))
            .With(realm.Engine, "hmac", arguments => Run(arguments, Hmac))
            .With(realm.Engine, "encrypt", arguments => Run(arguments, Encrypt))
            .With(realm.Engine, "decrypt", arguments => Run(arguments, Decrypt))
            .With(realm.Engine, "sign", arguments => Run(arguments, Sign))
            .With(realm.Engine, "verify", arguments => Run(arguments, Verify));

        JsValue Run(JsValue[] arguments, Func<ScriptArguments, BsonValue> method) =>
            realm.Values.ToScript(method(new ScriptArguments(realm.Engine, arguments)));
    }

    private static BsonBinaryData Hash(ScriptArguments arguments) => CryptographicOperations.HashData(
        arguments.Text(0) switch
        {
            "md5" => HashAlgorithmName.MD5,
            "sha1" => HashAlgorithmName.SHA1,
            "sha256" => HashAlgorithmName.SHA256,
            var other => throw arguments.Wrong($"utils.crypto.hash knows sha1, sha256 and md5, not '{other}'"),
        },
        Bytes(arguments, 1));

    private static BsonString Hmac(ScriptArguments arguments)
    {
        HashAlgorithmName name = arguments.Text(2) switch
        {
            "sha1" => HashAlgorithmName.SHA1,
            "sha256" => HashAlgorithmName.SHA256,
            "sha512" => HashAlgorithmName.SHA512,
            var other => throw arguments.Wrong($"utils.crypto.hmac knows sha1, sha256 and sha512, not '{other}'"),
        };
        byte[] mac = CryptographicOperations.HmacData(name, Bytes(arguments, 1), Bytes(arguments, 0));
        return arguments.Text(3) switch
        {
            "hex" => Convert.ToHexStringLower(mac),
            "base64" => Convert.ToBase64String(mac),
            var other => throw arguments.Wrong($"utils.crypto.hmac answers hex or base64, not '{other}'"),
        };
    }

    private static BsonBinaryData Encrypt(ScriptArguments arguments)
    {
        using AesGcm aes = Key(arguments);
        byte[] plain = Bytes(arguments, 1);
        var sealed_ = new byte[NonceSize + plain.Length + TagSize];
        Span<byte> all = sealed_;
        RandomNumberGenerator.Fill(all[..NonceSize]);
        aes.Encrypt(all[..NonceSize], plain, all[NonceSize..^TagSize], all[^TagSize..]);
        return sealed_;
    }

    private static BsonBinaryData Decrypt(ScriptArguments arguments)
    {
        using AesGcm aes = Key(arguments);
        ReadOnlySpan<byte> all = arguments.Bytes(1)
            ?? throw arguments.Wrong("utils.crypto.decrypt takes the BSON.Binary that encrypt made");
        if (all.Length < NonceSize + TagSize) throw arguments.Wrong("utils.crypto.decrypt: the data is too short");
        var plain = new byte[all.Length - NonceSize - TagSize];
        try
        {
            aes.Decrypt(all[..NonceSize], all[NonceSize..^TagSize], all[^TagSize..], plain);
            return plain;
        }
        catch (CryptographicException)
        {
            throw arguments.Wrong("utils.crypto.decrypt: the data was not encrypted with this key");
        }
    }

    private static AesGcm Key(ScriptArguments arguments)
    {
        if (arguments.Text(0) != "aes") throw arguments.Wrong($"utils.crypto encrypts with aes, not with '{arguments.Text(0)}'");
        byte[] key = Bytes(arguments, 2);
        return key.Length is 16 or 24 or 32 ? new AesGcm(key, TagSize) : throw arguments.Wrong("a key for aes has 16, 24 or 32 bytes");
    }

    private static BsonBinaryData Sign(ScriptArguments arguments)
    {
        RequireRsa(arguments);
        RSASignaturePadding padding = Padding(arguments, 3);
        using RSA key = ScriptKeys.ReadRsa(arguments, 2, isPrivate: true);
        return ScriptKeys.Use(
            arguments, () => key.SignData(Bytes(arguments, 1), HashAlgorithmName.SHA256, padding),
            "utils.crypto.sign: the key cannot sign");
    }

    private static BsonBoolean Verify(ScriptArguments arguments)
    {
        RequireRsa(arguments);
        RSASignaturePadding padding = Padding(arguments, 4);
        using RSA key = ScriptKeys.ReadRsa(arguments, 2, isPrivate: false);
        return ScriptKeys.Use(
            arguments, () => key.VerifyData(Bytes(arguments, 1), Bytes(arguments, 3), HashAlgorithmName.SHA256, padding),
            "utils.crypto.verify: the key cannot verify");
    }

    private static void RequireRsa(ScriptArguments arguments)
    {
        if (arguments.Text(0) != "rsa") throw arguments.Wrong($"utils.crypto signs with rsa, not with '{arguments.Text(0)}'");
    }

    private static RSASignaturePadding Padding(ScriptArguments arguments, int index) => arguments.Text(index) switch
    {
        "pss" => RSASignaturePadding.Pss,
        "pkcs1v15" => RSASignaturePadding.Pkcs1,
        var other => throw arguments.Wrong($"a scheme for rsa is pss or pkcs1v15, not '{other}'"),
    };

    /// <summary>Bytes, or a text as UTF-8.</summary>
    internal static byte[] Bytes(ScriptArguments arguments, int index) => arguments[index] is JsString
        ? Encoding.UTF8.GetBytes(arguments.Text(index))
        : arguments.Bytes(index) ?? throw arguments.Wrong("a string or a BSON.Binary is expected");
}
