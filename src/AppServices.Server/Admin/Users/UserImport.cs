using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.AppConfig;
using AppServices.Server.Bson;
using AppServices.Server.CustomUserData;
using AppServices.Server.Providers;
using AppServices.Server.Storage;
using AppServices.Server.Users;
using MongoDB.Bson;

namespace AppServices.Server.Admin.Users;

/// <summary>A user as a file has it.</summary>
/// <param name="Number">Its line, or its place in an array, from 1.</param>
/// <param name="Json">Extended JSON.</param>
internal sealed record ImportRow(int Number, ReadOnlyMemory<byte> Json)
{
    /// <summary>The rows of a file: one a line, or all in an array.</summary>
    public static IReadOnlyList<ImportRow> Split(ReadOnlyMemory<byte> text)
    {
        if (text.Span.StartsWith("\uFEFF"u8)) text = text[3..];
        return text.Span.TrimStart(" \t\r\n"u8).StartsWith("["u8) ? Items(text) : Lines(text);
    }

    private static List<ImportRow> Lines(ReadOnlyMemory<byte> text)
    {
        var rows = new List<ImportRow>();
        for (int number = 1; !text.IsEmpty; number++)
        {
            int end = text.Span.IndexOf((byte)'\n');
            ReadOnlyMemory<byte> line = end < 0 ? text : text[..end];
            if (!line.Span.Trim(" \t\r"u8).IsEmpty) rows.Add(new ImportRow(number, line));
            text = end < 0 ? default : text[(end + 1)..];
        }
        return rows;
    }

    private static ReadOnlyMemory<byte> Rest(ReadOnlyMemory<byte> text) => text[(text.Length - text.Span.TrimStart(", \t\r\n"u8).Length)..];

    // What cannot be read is the last row, which then says why.
    private static List<ImportRow> Items(ReadOnlyMemory<byte> text)
    {
        var rows = new List<ImportRow>();
        var reader = new Utf8JsonReader(text.Span);
        reader.Read();
        int end = (int)reader.BytesConsumed;
        try
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                end = (int)reader.BytesConsumed;
                rows.Add(new ImportRow(rows.Count + 1, text[start..end]));
            }
        }
        catch (JsonException)
        {
            rows.Add(new ImportRow(rows.Count + 1, Rest(text[end..])));
        }
        return rows;
    }
}

/// <summary>What became of a row.</summary>
internal enum ImportOutcome
{
    /// <summary>The user is new.</summary>
    Imported,

    /// <summary>The user was there already, and is as it was.</summary>
    Present,

    /// <summary>There is no such user, and the error says why.</summary>
    Failed,
}

/// <summary>What became of a row, and what is still to be done for its user.</summary>
/// <param name="Row">The row's number.</param>
/// <param name="UserId">The user; null where the row does not say one.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="ToDo">Any of <see cref="Password"/>, <see cref="ApiKey"/> and <see cref="CustomData"/>.</param>
/// <param name="Error">What is wrong; null for nothing.</param>
internal sealed record ImportedUser(int Row, string? UserId, ImportOutcome Outcome, IReadOnlyList<string> ToDo, string? Error)
{
    /// <summary>The user has to set a password, by a mail or the app's reset function.</summary>
    public const string Password = "password";

    /// <summary>The user's API keys have to be made anew.</summary>
    public const string ApiKey = "api-key";

    /// <summary>The custom data of the row were not kept.</summary>
    public const string CustomData = "custom-data";

    /// <summary>The outcome as reports name it.</summary>
    public string State => Outcome switch
    {
        ImportOutcome.Imported => "imported",
        ImportOutcome.Present => "present",
        _ => "failed",
    };
}

/// <summary>
/// Takes users as the admin API of the hosted service exports them, under their ids, so that rules and functions that name them go on
/// working. What the service does not tell of anybody, passwords and keys, is not there afterwards. Source: admin-api 5.4.
/// </summary>
internal sealed class UserImport
{
    private readonly IDataStore _store;
    private readonly UserDirectory _users;
    private readonly string _appId;
    private readonly ProviderEntries? _providers;
    private readonly CustomUserDataSettings? _customData;
    private readonly TimeProvider _clock;

    /// <param name="store">Where users and documents are.</param>
    /// <param name="users">All that is known of users.</param>
    /// <param name="appId">The app.</param>
    /// <param name="definition">What the app is; null where that is not known, so that nobody knows where custom data belong.</param>
    /// <param name="clock">Tells when a user was made whose row does not say it.</param>
    public UserImport(IDataStore store, UserDirectory users, string appId, AppDefinition? definition, TimeProvider clock)
    {
        (_store, _users, _appId, _clock) = (store, users, appId, clock);
        _providers = definition?.Get<ProviderEntries>();
        _customData = definition?.Get<CustomUserDataReading>().Settings;
    }

    /// <summary>Takes one user. Nothing of a row that is wrong is kept.</summary>
    public async Task<ImportedUser> ImportAsync(ImportRow row, CancellationToken cancellationToken)
    {
        string? id = null;
        try
        {
            BsonDocument document = EjsonReader.Parse(row.Json.Span) as BsonDocument
                ?? throw new FormatException("a user is a JSON object");
            id = IdOf(document);
            UserRecord user = Read(document, id);
            bool isNew = await AddAsync(user, cancellationToken);
            var toDo = new List<string>();
            if (await NeedsPasswordAsync(user, cancellationToken)) toDo.Add(ImportedUser.Password);
            if (Identities(document).Any(identity => TypeOf(identity) == ProviderTypes.ApiKey)) toDo.Add(ImportedUser.ApiKey);
            string? problem = null;
            if (document.GetValue("custom_data", BsonNull.Value) is BsonDocument { ElementCount: > 0 } data)
                problem = await KeepAsync(data, id, cancellationToken);
            if (problem is not null) toDo.Add(ImportedUser.CustomData);
            return new ImportedUser(row.Number, id, isNew ? ImportOutcome.Imported : ImportOutcome.Present, toDo, problem);
        }
        catch (Exception error) when (error is FormatException or EjsonFormatException or DocumentException)
        {
            return new ImportedUser(row.Number, id, ImportOutcome.Failed, [], error.Message);
        }
        catch (DuplicateKeyException)
        {
            return new ImportedUser(
                row.Number, id, ImportOutcome.Failed, [], "somebody else made the same user meanwhile; import it again");
        }
    }

    private static string IdOf(BsonDocument document) => document.GetValue("_id", document.GetValue("id", BsonNull.Value)) switch
    {
        BsonObjectId id => id.Value.ToString(),
        BsonString text when ObjectId.TryParse(text.Value, out ObjectId id) => id.ToString(),
        _ => throw new FormatException("'_id' must be 24 hexadecimal digits"),
    };

    private UserRecord Read(BsonDocument document, string id)
    {
        string type = Text(document, "type") ?? UserRecord.Normal;
        if (type is not (UserRecord.Normal or UserRecord.Server))
            throw new FormatException($"'type' must be '{UserRecord.Normal}' or '{UserRecord.Server}', and not '{type}'");
        BsonDocument profile = document.GetValue("data", BsonNull.Value) as BsonDocument ?? [];
        List<IdentityRecord> identities = [.. Identities(document).Select(identity => Read(identity, profile))];
        if (identities.DistinctBy(identity => identity.Key(_appId)).Count() < identities.Count)
            throw new FormatException("an identity stands twice in 'identities'");
        // A key that is not there leads to nobody; without anything else it is what tells the user.
        if (identities.Any(identity => identity.ProviderType != ProviderTypes.ApiKey))
            identities.RemoveAll(identity => identity.ProviderType == ProviderTypes.ApiKey);
        var user = new UserRecord(
            id, _appId, type, identities, Time(document, "creation_date") ?? _clock.GetUtcNow().UtcDateTime,
            document.GetValue("disabled", false) is BsonBoolean { Value: true })
        {
            LastLoginAt = Time(document, "last_authentication_date"),
        };
        BsonDocument known = user.Data;
        BsonElement[] more = [.. profile.Where(field => !known.Contains(field.Name))];
        return more.Length == 0 ? user : user.With(identities[0] with { Data = [.. identities[0].Data, .. more] });
    }

    private IdentityRecord Read(BsonDocument identity, BsonDocument profile)
    {
        string type = TypeOf(identity);
        if (!ProviderTypes.All.Contains(type)) throw new FormatException($"'{type}' is no provider type");
        string id = identity.GetValue("id", BsonNull.Value) switch
        {
            BsonString { Value.Length: > 0 and <= 1024 } text => text.Value,
            BsonObjectId value => value.Value.ToString(),
            _ => throw new FormatException($"the 'id' of the {type} identity must be a string"),
        };
        BsonDocument data = identity.GetValue("provider_data", BsonNull.Value) as BsonDocument ?? [];
        if (type == ProviderTypes.EmailPassword)
        {
            string email = (Text(data, "email") ?? Text(profile, "email")) is { Length: > 0 and <= 320 } known
                ? known
                : throw new FormatException("the local-userpass identity has no 'email' in 'provider_data', and neither has 'data'");
            data = new BsonDocument(data) { ["email"] = email };
        }
        string provider = _providers?.Enabled.GetValueOrDefault(type)?.Id ?? Text(identity, "provider_id") ?? "";
        return new IdentityRecord(id, type, provider, data);
    }

    // True when the user is new.
    private async Task<bool> AddAsync(UserRecord user, CancellationToken cancellationToken)
    {
        if (await _users.Users.FindAsync(user.Id, cancellationToken) is { } known)
        {
            if (known.AppId != _appId) throw new FormatException($"user {user.Id} is one of app '{known.AppId}' in this data folder");
            return user.Identities.All(known.Has)
                ? false
                : throw new FormatException($"user {user.Id} is there already, with other identities");
        }
        var writes = new List<StateWrite>(UserStore.Creating(user));
        foreach (IdentityRecord identity in user.Identities)
        {
            if (await _users.Users.FindOwnerAsync(_appId, new ProvenIdentity(identity), cancellationToken) is { } owner)
                throw new FormatException($"the {identity.ProviderType} identity '{identity.Id}' is one of user {owner.Id}");
            if (identity.ProviderType != ProviderTypes.EmailPassword) continue;
            var account = new AccountRecord(_appId, identity.Data["email"].AsString, "", identity.Id, IsConfirmed: true);
            AccountRecord? taken = await _users.Accounts.FindAsync(_appId, account.Email, cancellationToken)
                ?? await _users.Accounts.FindByIdentityAsync(identity.Id, cancellationToken);
            if (taken is not null)
                throw new FormatException($"there is another account of the address '{taken.Email}' in app '{taken.AppId}'");
            writes.Add(AccountStore.Adding(account));
        }
        await _users.Store.WriteAsync(writes, cancellationToken);
        return true;
    }

    private async Task<bool> NeedsPasswordAsync(UserRecord user, CancellationToken cancellationToken)
    {
        foreach (IdentityRecord identity in user.Identities.Where(identity => identity.ProviderType == ProviderTypes.EmailPassword))
            if (await _users.Accounts.FindByIdentityAsync(identity.Id, cancellationToken) is { HasPassword: false }) return true;
        return false;
    }

    // Why the data are not kept; null when they are, or others are there.
    private async Task<string?> KeepAsync(BsonDocument data, string userId, CancellationToken cancellationToken)
    {
        if (_customData is null) return "custom data are left out, because it is not known where the app keeps them";
        CollectionName collection = _customData.CollectionOf(_appId);
        if (await new StoredCustomUserData(_store, collection, _customData.UserIdField).FindAsync(userId, cancellationToken) is not null)
            return null;
        var document = new BsonDocument(data) { [_customData.UserIdField] = userId };
        if (!document.Contains("_id")) document.InsertAt(0, new BsonElement("_id", ObjectId.GenerateNewId()));
        try
        {
            await _store.WriteAsync(
                async session =>
                {
                    await session.InsertAsync(collection, document);
                    return true;
                },
                cancellationToken);
            return null;
        }
        catch (Exception error) when (error is DuplicateKeyException or DocumentException)
        {
            return $"custom data are left out: {error.Message}";
        }
    }

    private static IEnumerable<BsonDocument> Identities(BsonDocument document) =>
        document.GetValue("identities", BsonNull.Value) is BsonArray { Count: > 0 } all && all.All(identity => identity is BsonDocument)
            ? all.Cast<BsonDocument>()
            : throw new FormatException("'identities' must be an array of objects with one at least");

    private static string TypeOf(BsonDocument identity) =>
        Text(identity, "provider_type") ?? throw new FormatException("'provider_type' of an identity must be a string");

    private static string? Text(BsonDocument document, string name) => document.GetValue(name, BsonNull.Value) switch
    {
        BsonString text => text.Value,
        BsonNull => null,
        _ => throw new FormatException($"'{name}' must be a string"),
    };

    // Seconds, as the admin API has them, or a date.
    private static DateTime? Time(BsonDocument document, string name) => document.GetValue(name, BsonNull.Value) switch
    {
        BsonNull => null,
        BsonDateTime { IsValidDateTime: true } date => date.ToUniversalTime(),
        { IsNumeric: true } seconds when seconds.ToDouble() is >= 0 and < 1e11 => DateTime.UnixEpoch.AddSeconds(seconds.ToDouble()),
        BsonString text when DateTimeOffset.TryParse(
            text.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) => time.UtcDateTime,
        _ => throw new FormatException($"'{name}' must be seconds since 1970, or a date"),
    };
}
