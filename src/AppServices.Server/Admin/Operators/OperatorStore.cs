using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Providers;
using AppServices.Server.Storage;
using AppServices.Server.Users;
using MongoDB.Bson;

namespace AppServices.Server.Admin.Operators;

/// <summary>Somebody or something that may use the admin API. Source: admin-api 1.1.</summary>
/// <param name="Id">24 hexadecimal digits.</param>
/// <param name="Kind">The type of the provider with which it signs in.</param>
/// <param name="Name">Its name, unique among those of its kind.</param>
/// <param name="Login">What it signs in as: the public part of a key, or the name of an account.</param>
/// <param name="Hash">The hash of the private part, or of the password.</param>
/// <param name="Role">What it may do.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record OperatorRecord(
    string Id, string Kind, string Name, string Login, string Hash, OperatorRole Role, DateTime CreatedAt)
{
    /// <summary>The kind of keys, which scripts sign in with.</summary>
    public const string Key = "mongodb-cloud";

    /// <summary>The kind of accounts, which people sign in with.</summary>
    public const string Account = "local-userpass";

    /// <summary>The operator as logs name it.</summary>
    public string Title => Kind == Key ? $"key '{Name}' ({Login})" : $"account '{Name}'";

    /// <summary>The identity that signing in proves.</summary>
    public IdentityRecord ToIdentity() => new(Id, Kind, "", []);

    public static OperatorRecord From(BsonDocument document) => new(
        document["_id"].AsString, document["kind"].AsString, document["name"].AsString, document["login"].AsString,
        document["hash"].AsString, Enum.Parse<OperatorRole>(document["role"].AsString), document["created"].ToUniversalTime());

    public BsonDocument ToBson() => new()
    {
        ["_id"] = Id,
        ["set"] = OperatorStore.Set,
        ["kind"] = Kind,
        ["name"] = Name,
        ["full_name"] = FullName(Kind, Name),
        ["login"] = Login,
        ["full_login"] = FullName(Kind, Login),
        ["hash"] = Hash,
        ["role"] = Role.ToString(),
        ["created"] = CreatedAt,
    };

    /// <summary>What is unique over all kinds.</summary>
    public static string FullName(string kind, string name) => $"{kind}/{name}";
}

/// <summary>The operators of a data folder. Without any there is no admin API. Source: admin-api 1.1.</summary>
internal sealed class OperatorStore(IStateStore store)
{
    /// <summary>What all of them have in common.</summary>
    public const string Set = "all";

    /// <summary>What passwords of accounts must be.</summary>
    public const string PasswordRule = "a password has 8 to 128 characters";

    private const string PublicLetters = "abcdefghijklmnopqrstuvwxyz";
    private const int PublicLength = 8;
    private const int PrivateLength = 40;

    private static readonly StateSchema s_operators = new("operators", ["full_name", "full_login"], ["set"]);
    private static readonly StateSchema s_groups = new("admin_groups", [], []);

    /// <summary>Where it keeps them, with the indexes for that.</summary>
    public static IReadOnlyList<StateSchema> Schemas { get; } = [s_operators];

    /// <summary>Whether there is any operator, and with it an admin API.</summary>
    public async ValueTask<bool> AnyAsync(CancellationToken cancellationToken) =>
        (await store.FindAsync(s_operators, "set", Set, cancellationToken)).Count > 0;

    /// <summary>The operators of a kind, by name.</summary>
    public async Task<IReadOnlyList<OperatorRecord>> ListAsync(string kind, CancellationToken cancellationToken) =>
    [
        .. (await store.FindAsync(s_operators, "set", Set, cancellationToken)).Select(OperatorRecord.From)
            .Where(known => known.Kind == kind).OrderBy(known => known.Name, StringComparer.Ordinal),
    ];

    /// <summary>The operator with an id; null when it has been deleted.</summary>
    public async ValueTask<OperatorRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.FindOneAsync(s_operators, "_id", id, cancellationToken) is { } document ? OperatorRecord.From(document) : null;

    /// <summary>Makes a key; its private part is returned here and never again.</summary>
    /// <exception cref="DuplicateKeyException">The name is taken.</exception>
    public async Task<(OperatorRecord Record, string PrivateKey)> CreateKeyAsync(
        string name, OperatorRole role, CancellationToken cancellationToken)
    {
        string secret = KeyText.New(PrivateLength);
        OperatorRecord record = New(
            OperatorRecord.Key, name, RandomNumberGenerator.GetString(PublicLetters, PublicLength), KeyText.Hash(secret), role);
        await AddAsync(record, cancellationToken);
        return (record, secret);
    }

    /// <summary>Makes an account.</summary>
    /// <exception cref="DuplicateKeyException">The name is taken.</exception>
    public async Task<OperatorRecord> CreateAccountAsync(
        string name, string password, OperatorRole role, CancellationToken cancellationToken)
    {
        OperatorRecord record = New(OperatorRecord.Account, name, name, PasswordHashes.Create(password), role);
        await AddAsync(record, cancellationToken);
        return record;
    }

    /// <summary>A password that nobody guesses.</summary>
    public static string NewPassword() => KeyText.New(PrivateLength / 2);

    /// <summary>Whether a password can be one.</summary>
    public static bool IsPassword(string text) => text.Length is >= 8 and <= 128;

    /// <summary>Deletes an operator with its drafts, and ends its sessions.</summary>
    public Task DeleteAsync(OperatorRecord known, CancellationToken cancellationToken) => store.WriteAsync(
        [new StateWrite.Delete(s_operators, known.Id), SessionStore.EndingAll(known.Id), AppRecords.DeletingDrafts(known.Id)],
        cancellationToken);

    /// <summary>The operator of a key; null when the key is none.</summary>
    public async Task<OperatorRecord?> ProveKeyAsync(string publicKey, string privateKey, CancellationToken cancellationToken) =>
        await FindByLoginAsync(OperatorRecord.Key, publicKey, cancellationToken) is { } known
            && CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(known.Hash), Encoding.ASCII.GetBytes(KeyText.Hash(privateKey)))
            ? known
            : null;

    /// <summary>The operator of an account; null when name or password are wrong, which takes as long as the right ones.</summary>
    public async Task<OperatorRecord?> ProvePasswordAsync(
        string name, string password, PasswordHashes hashes, CancellationToken cancellationToken)
    {
        OperatorRecord? known = await FindByLoginAsync(OperatorRecord.Account, name, cancellationToken);
        PasswordCheck check = await hashes.VerifyAsync(known?.Hash, password, cancellationToken);
        if (!check.Matches) return null;
        if (check.Better is null) return known;
        OperatorRecord renewed = known! with { Hash = check.Better };
        await store.WriteAsync(new StateWrite.Replace(s_operators, renewed.ToBson()), cancellationToken);
        return renewed;
    }

    /// <summary>The id of the one group that a data folder has, the same for ever.</summary>
    public async ValueTask<string> GroupIdAsync(CancellationToken cancellationToken)
    {
        if (await store.FindOneAsync(s_groups, "_id", Set, cancellationToken) is { } known) return known["group"].AsString;
        try
        {
            string id = ObjectId.GenerateNewId().ToString();
            await store.WriteAsync(
                new StateWrite.Insert(s_groups, new BsonDocument { ["_id"] = Set, ["group"] = id }), cancellationToken);
            return id;
        }
        catch (DuplicateKeyException)
        {
            return await GroupIdAsync(cancellationToken);
        }
    }

    private static OperatorRecord New(string kind, string name, string login, string hash, OperatorRole role) =>
        new(ObjectId.GenerateNewId().ToString(), kind, name, login, hash, role, DateTime.UtcNow);

    private Task AddAsync(OperatorRecord record, CancellationToken cancellationToken) =>
        store.WriteAsync(new StateWrite.Insert(s_operators, record.ToBson()), cancellationToken);

    private async ValueTask<OperatorRecord?> FindByLoginAsync(string kind, string login, CancellationToken cancellationToken) =>
        await store.FindOneAsync(s_operators, "full_login", OperatorRecord.FullName(kind, login), cancellationToken) is { } document
            ? OperatorRecord.From(document)
            : null;
}
