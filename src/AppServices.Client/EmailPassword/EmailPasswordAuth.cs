using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Security;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Ejson;
using AppServices.Http;

namespace AppServices;

/// <summary>Accounts of e-mail address and password; addresses are case-sensitive. Source: client-api 4.</summary>
/// <param name="app">The app the accounts belong to.</param>
public sealed class EmailPasswordAuth(AppClient app)
{
    /// <summary>Creates an account, which may have to be confirmed before it can log in.</summary>
    /// <exception cref="AppServicesException">The address is taken, the password is too short, or the service is out of reach.</exception>
    public Task RegisterAsync(string email, SecureString password, RequestOptions options, CancellationToken cancellationToken) =>
        app.SendAsync(Request("register", $"Registering '{email}'", body =>
        {
            body.WriteString("email", email);
            body.WriteString("password", password.Reveal());
        }), options, cancellationToken);

    /// <summary>Confirms an account with what its owner was mailed.</summary>
    /// <exception cref="AppServicesException">The token is malformed, unknown or too old, or the service could not be reached.</exception>
    public Task ConfirmAsync(AccountToken token, RequestOptions options, CancellationToken cancellationToken) =>
        app.SendAsync(Request("confirm", "Confirming the account", body => Write(body, token)), options, cancellationToken);

    /// <summary>Mails the confirmation link again.</summary>
    /// <exception cref="AppServicesException">No such account, or confirmed already, or the service is out of reach.</exception>
    public Task ResendConfirmationAsync(string email, RequestOptions options, CancellationToken cancellationToken) =>
        app.SendAsync(Request("confirm/send", $"Sending the confirmation mail to '{email}'", body => body.WriteString("email", email)),
            options, cancellationToken);

    /// <summary>Runs the app's confirmation function again.</summary>
    /// <exception cref="AppServicesException">
    /// There is no such account, it is confirmed already, the function refused it, the app has none, or the service could not be reached.
    /// </exception>
    public Task RetryConfirmationAsync(string email, RequestOptions options, CancellationToken cancellationToken) =>
        app.SendAsync(Request("confirm/call", $"Running the confirmation function for '{email}'", body => body.WriteString("email", email)),
            options, cancellationToken);

    /// <summary>Mails a link that allows to set another password.</summary>
    /// <exception cref="AppServicesException">No such account, the app resets by function, or the service is out of reach.</exception>
    public Task SendResetAsync(string email, RequestOptions options, CancellationToken cancellationToken) =>
        app.SendAsync(Request("reset/send", $"Sending the password reset mail to '{email}'", body => body.WriteString("email", email)),
            options, cancellationToken);

    /// <summary>Sets another password with what the account's owner was mailed.</summary>
    /// <exception cref="AppServicesException">
    /// The token is malformed, unknown or too old, the password is too short, or the service could not be reached.
    /// </exception>
    public Task ResetAsync(AccountToken token, SecureString password, RequestOptions options, CancellationToken cancellationToken) =>
        app.SendAsync(Request("reset", "Resetting the password", body =>
        {
            Write(body, token);
            body.WriteString("password", password.Reveal());
        }), options, cancellationToken);

    /// <summary>
    /// Runs the app's reset function, which may set the password at once. The arguments are written before the first
    /// await, on the caller's thread.
    /// </summary>
    /// <param name="email">The account's address.</param>
    /// <param name="password">The password to set.</param>
    /// <param name="arguments">What the function gets after the account, in order.</param>
    /// <param name="format">How the arguments are written.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops waiting; the function may have run.</param>
    /// <exception cref="EjsonException">An argument cannot be written; nothing was sent.</exception>
    /// <exception cref="AppServicesException">There is no such account, the function refused, or the service is out of reach.</exception>
    public Task CallResetFunctionAsync(
        string email, SecureString password, IReadOnlyList<object?> arguments, EjsonFormat format, RequestOptions options,
        CancellationToken cancellationToken) =>
        app.SendAsync(Request("reset/call", $"Resetting the password of '{email}'", body =>
        {
            body.WriteString("email", email);
            body.WriteString("password", password.Reveal());
            body.WriteStartArray("arguments");
            foreach (object? argument in arguments) format.Writer.Write(body, argument);
            body.WriteEndArray();
        }), options, cancellationToken);

    private AppRequest Request(string operation, string action, Action<Utf8JsonWriter> writeBody) =>
        new(HttpMethod.Post, ProviderPath.To(app.AppId, "local-userpass", operation), action,
            JsonBody.Write(writeBody, static (body, write) => write(body)));

    private static void Write(Utf8JsonWriter body, AccountToken token)
    {
        body.WriteString("token", token.Token.Reveal());
        body.WriteString("tokenId", token.TokenId);
    }
}
