using System.Net;
using System.Security;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices;

/// <summary>Accounts of e-mail address and password. Source: protocol.md 4.</summary>
/// <param name="app">The app the accounts belong to.</param>
public sealed class EmailPasswordAuth(AppClient app)
{
    private const string Provider = "local-userpass";

    /// <summary>Creates an account, which may have to be confirmed before it can log in.</summary>
    /// <exception cref="AppServicesException">The address is taken, the password is too short, or the service could not be reached.</exception>
    public Task RegisterAsync(string email, SecureString password, RequestOptions options, CancellationToken cancellationToken) =>
        app.SendAsync(
            app.Provider(Provider, "register", $"Registering '{email}'", body =>
            {
                body.WriteString("email", email);
                body.WriteString("password", new NetworkCredential("", password).Password);
            }),
            options,
            cancellationToken);
}
