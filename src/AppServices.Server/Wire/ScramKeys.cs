using System.Security.Cryptography;
using System.Text;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>What is kept of a password for SCRAM-SHA-256 (RFC 5802, 7677): nobody can log in with it, or find the password.</summary>
/// <param name="Salt">The salt.</param>
/// <param name="Iterations">How often the password was hashed.</param>
/// <param name="StoredKey">What proves that a client knows the password.</param>
/// <param name="ServerKey">What proves that the server knows the user.</param>
internal sealed record ScramKeys(byte[] Salt, int Iterations, byte[] StoredKey, byte[] ServerKey)
{
    /// <summary>The length of salts.</summary>
    public const int SaltLength = 28;

    private const int DefaultIterations = 15_000;

    /// <summary>The keys of a password, which has ASCII letters only.</summary>
    public static ScramKeys Of(string password) => Of(password, RandomNumberGenerator.GetBytes(SaltLength), DefaultIterations);

    /// <summary>The keys of a password with a given salt.</summary>
    public static ScramKeys Of(string password, byte[] salt, int iterations)
    {
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(password), salt, iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        return new ScramKeys(
            salt, iterations, SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8)),
            HMACSHA256.HashData(salted, "Server Key"u8));
    }

    /// <summary>What a name that nobody has is answered, always the same for the name: its salt, and keys that nothing proves.</summary>
    public static ScramKeys OfNobody(byte[] secret, string name)
    {
        byte[] salt = HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(name))[..SaltLength];
        return new ScramKeys(
            salt, DefaultIterations, RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes),
            RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes));
    }

    /// <summary>Whether a client's proof is right.</summary>
    public bool IsProvedBy(byte[] proof, string authMessage)
    {
        if (proof.Length != StoredKey.Length) return false;
        byte[] signature = HMACSHA256.HashData(StoredKey, Encoding.UTF8.GetBytes(authMessage));
        for (int i = 0; i < signature.Length; i++) signature[i] ^= proof[i];
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(signature), StoredKey);
    }

    /// <summary>What proves to the client that the server knows the user.</summary>
    public byte[] Sign(string authMessage) => HMACSHA256.HashData(ServerKey, Encoding.UTF8.GetBytes(authMessage));

    public static ScramKeys From(BsonDocument document) => new(
        document["salt"].AsByteArray, document["iterations"].AsInt32, document["stored_key"].AsByteArray,
            document["server_key"].AsByteArray);

    public BsonDocument ToBson() => new()
    {
        ["salt"] = Salt,
        ["iterations"] = Iterations,
        ["stored_key"] = StoredKey,
        ["server_key"] = ServerKey,
    };
}
