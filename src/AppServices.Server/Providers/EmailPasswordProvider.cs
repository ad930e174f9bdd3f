using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Apps;
using AppServices.Server.Http;
using AppServices.Server.Storage;
using AppServices.Server.Users;
using MongoDB.Bson;

namespace AppServices.Server.Providers;

/// <summary>Accounts of e-mail address and password. Source: protocol.md 4, app-config.md 2.2.</summary>
internal sealed class EmailPasswordProvider(string appId, ProviderSettings settings, UserDirectory users) : ILoginProvider
{
    private const int ShortestPassword = 6;
    private const int LongestPassword = 128;

    // Read at once, so that a mistake in the settings is found when the server starts.
    private readonly bool _confirmsAll = settings.Config?.Flag("autoConfirm") ?? false;

    public async Task<Login> LogInAsync(BsonDocument body, CancellationToken cancellationToken)
    {
        string email = body.RequiredText("username");
        string password = body.RequiredText("password");
        AccountRecord? account = await users.Accounts.FindAsync(appId, email, cancellationToken);
        bool matches = PasswordHashes.Verify(account?.PasswordHash, password, out string? betterHash);
        if (account is null || !matches) throw ApiException.Unauthorized("InvalidPassword");
        if (!account.IsConfirmed) throw ApiException.Unauthorized("AuthError");
        if (betterHash is not null) await users.Accounts.ReplaceAsync(account with { PasswordHash = betterHash }, cancellationToken);
        var identity = new IdentityRecord(account.IdentityId, settings.Type, settings.Id, new BsonDocument("email", email));
        return new Login(await users.Users.FindOrCreateAsync(appId, "normal", identity, cancellationToken), identity);
    }

    /// <summary>Creates an account.</summary>
    /// <exception cref="ApiException">The address or the password is not allowed, or the address is taken (protocol.md 4.1).</exception>
    public async Task RegisterAsync(string email, string password, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(email)) throw ApiException.BadRequest("email invalid");
        if (password.Length is < ShortestPassword or > LongestPassword)
            throw ApiException.BadRequest($"password must be between {ShortestPassword} and {LongestPassword} characters");
        if (!_confirmsAll)
            throw ApiException.BadRequest("this server confirms accounts automatically only: set autoConfirm of local-userpass in auth/providers.json");
        var account = new AccountRecord(appId, email, PasswordHashes.Create(password), IdentityIds.New(), IsConfirmed: true);
        try
        {
            await users.Accounts.AddAsync(account, cancellationToken);
        }
        catch (DuplicateKeyException)
        {
            throw new ApiException(409, "AccountNameInUse", "name already in use");
        }
    }
}
