using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using AppServices.Server.Users;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>Somebody who may use the databases past all rules: an operator with a driver or a shell.</summary>
/// <param name="Name">The name, unique in the data folder.</param>
/// <param name="Keys">What is kept of the password.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record DatabaseUser(string Name, ScramKeys Keys, DateTime CreatedAt);

/// <summary>Keeps the users of the wire protocol.</summary>
internal sealed class DatabaseUsers(IStateStore store)
{
    private const string Set = "all";
    private const int PasswordLength = 32;
    private const int SecretLength = 32;

    private static readonly StateSchema s_users = new("database_users", [], ["set"]);
    private static readonly StateSchema s_secrets = new("database_user_secrets", [], []);

    /// <summary>Where it keeps them, with the indexes for that.</summary>
    public static IReadOnlyList<StateSchema> Schemas { get; } = [s_users];

    /// <summary>All of them by name.</summary>
    public async ValueTask<IReadOnlyList<DatabaseUser>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await store.FindAsync(s_users, "set", Set, cancellationToken)).Select(From).OrderBy(user => user.Name,
            StringComparer.Ordinal)];

    /// <summary>The user of a name; null for none.</summary>
    public async ValueTask<DatabaseUser?> FindAsync(string name, CancellationToken cancellationToken) =>
        await store.FindOneAsync(s_users, "_id", name, cancellationToken) is { } document ? From(document) : null;

    /// <summary>Makes a user; the password is returned here and never again.</summary>
    /// <exception cref="DuplicateKeyException">The name is taken.</exception>
    public async Task<string> CreateAsync(string name, CancellationToken cancellationToken)
    {
        string password = KeyText.New(PasswordLength);
        BsonDocument document = ScramKeys.Of(password).ToBson();
        document["_id"] = name;
        document["set"] = Set;
        document["created"] = DateTime.UtcNow;
        await store.WriteAsync(new StateWrite.Insert(s_users, document), cancellationToken);
        return password;
    }

    /// <summary>Deletes a user; false when there is none of the name.</summary>
    public async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        if (await FindAsync(name, cancellationToken) is null) return false;
        await store.WriteAsync(new StateWrite.Delete(s_users, name), cancellationToken);
        return true;
    }

    /// <summary>What salts are made of for names that nobody has: the same for ever, or a restart would tell them from others.</summary>
    public async ValueTask<byte[]> SecretAsync(CancellationToken cancellationToken)
    {
        if (await store.FindOneAsync(s_secrets, "_id", Set, cancellationToken) is { } known) return known["secret"].AsByteArray;
        try
        {
            byte[] secret = RandomNumberGenerator.GetBytes(SecretLength);
            await store.WriteAsync(
                new StateWrite.Insert(s_secrets, new BsonDocument { ["_id"] = Set, ["secret"] = secret }), cancellationToken);
            return secret;
        }
        catch (DuplicateKeyException)
        {
            return await SecretAsync(cancellationToken);
        }
    }

    private static DatabaseUser From(BsonDocument document) =>
        new(document["_id"].AsString, ScramKeys.From(document), document["created"].ToUniversalTime());
}
