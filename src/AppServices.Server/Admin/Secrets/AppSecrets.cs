using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Admin.Secrets;

/// <summary>A secret of an app, encrypted. Source: admin-api 4.4.</summary>
/// <param name="Id">24 hexadecimal digits.</param>
/// <param name="AppId">The client app id.</param>
/// <param name="Name">What files of the app name it by.</param>
/// <param name="Sealed">Its value, encrypted.</param>
internal sealed record SecretRecord(string Id, string AppId, string Name, byte[] Sealed)
{
    public static SecretRecord From(BsonDocument document) =>
        new(document["_id"].AsString, document["app"].AsString, document["name"].AsString, document["value"].AsByteArray);

    public BsonDocument ToBson() => new()
    {
        ["_id"] = Id,
        ["app"] = AppId,
        ["name"] = Name,
        ["full_name"] = $"{AppId}/{Name}",
        ["value"] = Sealed,
    };

    /// <summary>The name alone.</summary>
    public override string ToString() => Name;
}

/// <summary>
/// The secrets that operators give apps by the admin API. They can be written and not read, and whoever has the database without the key
/// beside it has nothing. Source: admin-api 4.4.
/// </summary>
internal sealed class AppSecrets
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private static readonly StateSchema s_secrets = new("admin_secrets", ["full_name"], ["app"]);

    /// <summary>Where it keeps them, with the indexes for that.</summary>
    public static IReadOnlyList<StateSchema> Schemas { get; } = [s_secrets];

    private readonly IStateStore _store;
    private readonly AdminOptions _options;
    private readonly Lazy<byte[]> _key;       // no file where there is no secret

    /// <param name="store">Where they are kept.</param>
    /// <param name="options">Where the key is.</param>
    public AppSecrets(IStateStore store, AdminOptions options)
    {
        _store = store;
        _options = options;
        _key = new Lazy<byte[]>(() => SHA256.HashData(options.SecretsKey ?? ReadKey(options.DataFolder)));
    }

    /// <summary>All secrets that an app may refer to: its own, those of the operator's file, and those of the environment.</summary>
    /// <param name="appId">The client app id.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <param name="others">Secrets that it is about to have; null for none.</param>
    public async Task<SecretStore> OfAsync(
        string appId, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? others = null)
    {
        Dictionary<string, string> own = await OwnAsync(appId, cancellationToken);
        foreach ((string name, string value) in others ?? new Dictionary<string, string>()) own[name] = value;
        return SecretStore.Read(_options.SecretsFile).With(own);
    }

    /// <summary>The values of an app's own secrets, by name.</summary>
    public async Task<Dictionary<string, string>> OwnAsync(string appId, CancellationToken cancellationToken)
    {
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (SecretRecord secret in await ListAsync(appId, cancellationToken))
            if (TryOpen(secret) is { } value) own[secret.Name] = value;
        return own;
    }

    /// <summary>An app's own secrets, by name.</summary>
    public async Task<IReadOnlyList<SecretRecord>> ListAsync(string appId, CancellationToken cancellationToken) =>
        [.. (await _store.FindAsync(s_secrets, "app", appId, cancellationToken)).Select(SecretRecord.From)
            .OrderBy(secret => secret.Name, StringComparer.Ordinal)];

    /// <summary>Adds a secret.</summary>
    /// <exception cref="DuplicateKeyException">The name is taken.</exception>
    public async Task<SecretRecord> AddAsync(string appId, string name, string value, CancellationToken cancellationToken)
    {
        string id = ObjectId.GenerateNewId().ToString();
        var secret = new SecretRecord(id, appId, name, Seal(id, value));
        await _store.WriteAsync(new StateWrite.Insert(s_secrets, secret.ToBson()), cancellationToken);
        return secret;
    }

    /// <summary>Gives a secret another name or value; null for the value that it has.</summary>
    /// <exception cref="DuplicateKeyException">The name is taken.</exception>
    public Task ChangeAsync(SecretRecord secret, string name, string? value, CancellationToken cancellationToken) => _store.WriteAsync(
        new StateWrite.Replace(
            s_secrets, (secret with { Name = name, Sealed = value is null ? secret.Sealed : Seal(secret.Id, value) }).ToBson()),
        cancellationToken);

    /// <summary>Sets secrets by their names, whether they are there or not.</summary>
    public async Task SetAsync(string appId, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken)
    {
        IReadOnlyList<SecretRecord> known = await ListAsync(appId, cancellationToken);
        foreach ((string name, string value) in values)
        {
            if (known.FirstOrDefault(secret => secret.Name == name) is { } secret)
                await ChangeAsync(secret, name, value, cancellationToken);
            else
                await AddAsync(appId, name, value, cancellationToken);
        }
    }

    public Task DeleteAsync(SecretRecord secret, CancellationToken cancellationToken) =>
        _store.WriteAsync(new StateWrite.Delete(s_secrets, secret.Id), cancellationToken);

    /// <summary>The write that deletes all secrets of an app.</summary>
    public static StateWrite DeletingAll(string appId) => new StateWrite.DeleteAll(s_secrets, "app", appId);

    // The id is part of what is authenticated, so that no secret can be put in the place of another.
    private byte[] Seal(string id, string value)
    {
        byte[] text = Encoding.UTF8.GetBytes(value), made = new byte[NonceBytes + TagBytes + text.Length];
        RandomNumberGenerator.Fill(made.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(_key.Value, TagBytes);
        cipher.Encrypt(
            made.AsSpan(0, NonceBytes), text, made.AsSpan(NonceBytes + TagBytes), made.AsSpan(NonceBytes, TagBytes),
            Encoding.ASCII.GetBytes(id));
        return made;
    }

    // Without the key that it was sealed with a secret is missing.
    private string? TryOpen(SecretRecord secret)
    {
        byte[] text = new byte[secret.Sealed.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(_key.Value, TagBytes);
        try
        {
            cipher.Decrypt(
                secret.Sealed.AsSpan(0, NonceBytes), secret.Sealed.AsSpan(NonceBytes + TagBytes),
                secret.Sealed.AsSpan(NonceBytes, TagBytes), text, Encoding.ASCII.GetBytes(secret.Id));
            return Encoding.UTF8.GetString(text);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static byte[] ReadKey(string dataFolder)
    {
        try
        {
            return KeyFile.Secrets.ReadOrCreate(dataFolder);
        }
        catch (FormatException error)
        {
            throw ConfigurationException.At(dataFolder, error.Message);
        }
    }
}
