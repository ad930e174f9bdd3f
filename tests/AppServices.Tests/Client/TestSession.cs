using System;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Client;

/// <summary>Shortcuts for sessions at a <see cref="ScriptedServer"/>.</summary>
internal static class TestSession
{
    public const string AppId = "test-abcde";

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Knows no user.</summary>
    public static AppSession New(string userId, Func<AppSession> create) => create();

    public static AppClient App(this ScriptedServer server) => new(AppId, server.BaseUri);

    public static Task<AppSession> LogInAsync(this ScriptedServer server, RequestOptions? options = null) =>
        server.App().LogInAsync(AppCredential.Anonymous(), TestSession.New, null, options ?? RequestOptions.Default, Token);

    /// <summary>The one request of a name, with what it carried.</summary>
    public static SeenRequest Single(this ScriptedServer server, string request) =>
        Assert.Single(server.Seen, seen => seen.Name == request);

    public static SecureString Secret(string text) => Secrets.Hide(text);

    public static Task<UserProfile> FetchProfileAsync(this AppSession session) =>
        session.FetchProfileAsync(RequestOptions.Default, Token);
}
