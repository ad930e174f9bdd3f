using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Functions;
using AppServices.Server.Storage;
using AppServices.Server.Users;

namespace AppServices.Server.Providers.EmailPassword;

/// <summary>Creates accounts. Source: client-api 4, app-folder 2.2.</summary>
internal sealed class Registration(
    string appId, EmailPasswordSettings settings, UserDirectory users, Confirmation confirmation, PasswordHashes hashes)
{
    /// <summary>Creates an account, which is good at once or waits for its confirmation.</summary>
    /// <exception cref="ApiException">
    /// Address or password are not allowed, the address is taken, or the confirmation failed; then there is no account.
    /// </exception>
    public async Task RegisterAsync(string email, string password, FunctionRequest source, CancellationToken cancellationToken)
    {
        Rules.CheckEmail(email, settings.ConfirmsByMail);
        Rules.CheckPassword(password);
        string hash = await hashes.CreateAsync(password, cancellationToken);
        var account = new AccountRecord(appId, email, hash, IdentityIds.New(), settings.AutoConfirm);
        await AddAsync(account, cancellationToken);
        if (account.IsConfirmed) return;
        bool isBegun = false;
        try
        {
            await confirmation.BeginAsync(account, source, cancellationToken);
            isBegun = true;
        }
        finally
        {
            if (!isBegun) await users.Store.WriteAsync([.. AccountStore.Deleting(account.IdentityId)], CancellationToken.None);
        }
    }

    private async Task AddAsync(AccountRecord account, CancellationToken cancellationToken)
    {
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
