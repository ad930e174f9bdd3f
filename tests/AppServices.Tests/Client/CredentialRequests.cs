using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using AppServices.Ejson;

namespace AppServices.Tests.Client;

/// <summary>Every kind of request that carries something secret: what it is for, the end of its path, and how to send it.</summary>
internal static class CredentialRequests
{
    private static readonly AccountToken s_token = new(TestSession.Secret("mailed"), "1");

    /// <summary>By the end of their paths; what follows a space only tells those apart that have the same.</summary>
    public static IReadOnlyDictionary<string, Func<AppClient, AppSession, Task>> All { get; } = new Dictionary<string, Func<AppClient, AppSession, Task>>
    {
        ["/local-userpass/login"] = (app, _) => LogInAsync(app, AppCredential.EmailPassword("mia", TestSession.Secret("horse"))),
        ["/api-key/login"] = (app, _) => LogInAsync(app, AppCredential.ApiKey(TestSession.Secret("horse"))),
        ["/custom-token/login"] = (app, _) => LogInAsync(app, AppCredential.Jwt(TestSession.Secret("horse"))),
        ["/custom-function/login"] = (app, _) =>
            LogInAsync(app, AppCredential.Function(new Dictionary<string, object> { ["pin"] = "horse" })),
        ["/oauth2-google/login"] = (app, _) => LogInAsync(app, AppCredential.GoogleIdToken(TestSession.Secret("horse"))),
        ["/custom-token/login of a link"] = (_, user) =>
            user.LinkAsync(AppCredential.Jwt(TestSession.Secret("horse")), Options, TestSession.Token),
        ["/register"] = (app, _) =>
            new EmailPasswordAuth(app).RegisterAsync("mia", TestSession.Secret("horse"), Options, TestSession.Token),
        ["/confirm"] = (app, _) => new EmailPasswordAuth(app).ConfirmAsync(s_token, Options, TestSession.Token),
        ["/confirm/send"] = (app, _) => new EmailPasswordAuth(app).ResendConfirmationAsync("mia", Options, TestSession.Token),
        ["/reset"] = (app, _) => new EmailPasswordAuth(app).ResetAsync(s_token, TestSession.Secret("horse"), Options, TestSession.Token),
        ["/reset/call"] = (app, _) => new EmailPasswordAuth(app)
            .CallResetFunctionAsync("mia", TestSession.Secret("horse"), [], EjsonFormat.Default, Options, TestSession.Token),
        ["/auth/session of a refresh"] = (_, user) => user.RefreshAccessTokenAsync(Options, TestSession.Token),
        ["/auth/session of a saved one"] = (app, user) => app.RestoreAsync(user.ToSaved()!, TestSession.New, Options, TestSession.Token),
        ["/auth/session of a logout"] = (_, user) => user.LogOutAsync(Options, TestSession.Token),
        ["/auth/profile"] = (_, user) => user.FetchProfileAsync(),
        ["/auth/delete"] = (_, user) => user.DeleteAsync(Options, TestSession.Token),
        ["/auth/api_keys"] = (_, user) => new ApiKeyAuth(user).CreateAsync("laptop", Options, TestSession.Token),
        ["/auth/api_keys/1"] = (_, user) => new ApiKeyAuth(user).DeleteAsync("1", Options, TestSession.Token),
        ["/registration"] = (_, user) => new PushDevice(user, "gcm").RegisterAsync(TestSession.Secret("horse"), Options, TestSession.Token),
        ["/functions/call"] = (_, user) => user.CallFunctionAsync("echo", ["horse"], null, EjsonFormat.Default, Options, TestSession.Token),
        ["/functions/call of a find"] = (_, user) => Items(user).FindAsync(null, new FindOptions(), Options, TestSession.Token),
        ["/functions/call of an insert"] = (_, user) =>
        {
            var batch = new WriteBatch(EjsonFormat.Default.Writer, 1, 1);
            batch.TryAdd(new Dictionary<string, object> { ["a"] = 1 });
            return Items(user).InsertManyAsync(batch, Options, TestSession.Token);
        },
        ["/functions/call of a watch"] = (_, user) => Items(user).WatchAsync(null, null, null, Options, TestSession.Token),
    };

    private static RequestOptions Options => RequestOptions.Default;

    public static string PathOf(string kind) => kind.Split(' ')[0];

    private static MongoCollection Items(AppSession user) => new(user, "mongodb-atlas", "store", "items", EjsonFormat.Default);

    private static Task<AppSession> LogInAsync(AppClient app, AppCredential credential) =>
        app.LogInAsync(credential, TestSession.New, null, Options, TestSession.Token);
}
