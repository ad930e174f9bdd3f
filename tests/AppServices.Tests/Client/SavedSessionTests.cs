using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Client;

/// <summary>Sessions kept between processes (cmdlets D1-D5).</summary>
public sealed class SavedSessionTests : IDisposable
{
    private static readonly Uri s_base = new("https://apps.example.com");
    private static readonly SavedSession s_session = new(
        "shop-qwert", s_base, "6650a1f2c3d4e5f6a7b8c9d0", "6650a1f2c3d4e5f6a7b8c9d1", "the.refresh.token");

    private readonly string _path = Path.Combine(Path.GetTempPath(), "appservices-saved-" + Guid.NewGuid().ToString("N"));

    private SessionFolder Folder => new(Path.Combine(_path, "sessions"));

    public void Dispose()
    {
        if (Directory.Exists(_path)) Directory.Delete(_path, recursive: true);
    }

    [Fact]
    public void A_session_is_read_as_it_was_written()
    {
        Assert.Equal(s_session, SavedSession.Read(s_session.ToUtf8()));
        Assert.Equal(s_session with { DeviceId = null }, SavedSession.Read((s_session with { DeviceId = null }).ToUtf8()));
        Assert.DoesNotContain("token", s_session.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"version":"1","appId":"a","baseUri":"https://x","userId":"u","refreshToken":"r"}""")]
    [InlineData("""{"version":2,"appId":"a","baseUri":"https://x","userId":"u","refreshToken":"r"}""")]
    [InlineData("""{"version":1,"appId":"a","baseUri":"nowhere","userId":"u","refreshToken":"r"}""")]
    [InlineData("""{"version":1,"appId":"a","baseUri":"https://x","userId":"u"}""")]
    public void Anything_else_is_no_session(string text) => Assert.Null(SavedSession.Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_name_is_plain_readable_and_different_for_each_app_address_and_user()
    {
        string name = SessionName.Of("shop-qwert", s_base, "6650");
        Assert.Matches("^shop-qwert-[0-9a-f]{16}-6650$", name);
        Assert.StartsWith(SessionName.PrefixOf("shop-qwert", new Uri("https://apps.example.com/")), name, StringComparison.Ordinal);
        string[] others =
        [
            SessionName.Of("shop-qwerty", s_base, "6650"), SessionName.Of("shop-qwert", new Uri("https://apps.example.org"), "6650"),
            SessionName.Of("shop-qwert", s_base, "6651"), SessionName.Of("../../etc", s_base, "6650"),
            SessionName.Of("shop-qwert", s_base, "../x"),
            SessionName.Of("shop-qwert", s_base, ""), SessionName.Of("shop-qwert", s_base, new string('a', 500)),
        ];
        Assert.All(others, other => Assert.Matches("^[a-z0-9-]+$", other));
        Assert.Equal(others.Length + 1, others.Append(name).Distinct().Count());
    }

    [Fact]
    public void A_folder_keeps_replaces_and_deletes()
    {
        Assert.Empty(Folder.List());
        Assert.Null(Folder.Read("one"));
        Folder.Write("one", s_session.ToUtf8());
        Folder.Write("two", s_session.ToUtf8());
        Folder.Write("one", (s_session with { UserId = "other" }).ToUtf8());

        Assert.Equal(["one", "two"], Folder.List().Order());
        Assert.Equal("other", SavedSession.Read(Folder.Read("one")!.Value)!.UserId);
        Folder.Delete("one");
        Folder.Delete("one");
        Assert.Equal(["two"], Folder.List());
        Assert.Single(Directory.GetFiles(Path.Combine(_path, "sessions")));
    }

    [Fact]
    public void Files_and_folders_are_their_owners_from_the_beginning()
    {
        if (OperatingSystem.IsWindows()) return;
        Folder.Write("one", s_session.ToUtf8());

        string folder = Path.Combine(_path, "sessions");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "one.session")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_path));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_file_that_others_can_use_is_not_read(UnixFileMode more)
    {
        if (OperatingSystem.IsWindows()) return;
        Folder.Write("one", s_session.ToUtf8());
        string file = Path.Combine(_path, "sessions", "one.session");
        File.SetUnixFileMode(file, File.GetUnixFileMode(file) | more);

        var error = Assert.Throws<AppServicesException>(() => Folder.Read("one"));

        Assert.Equal(ClientErrorCode.SessionStoreUnsafe, error.Code);
        Assert.Contains($"chmod 600 '{file}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_at_a_time_holds_the_lock_and_the_next_gets_it_then()
    {
        IDisposable first = await Folder.LockAsync(TimeSpan.FromSeconds(10), TestSession.Token);
        Task<IDisposable> second = Folder.LockAsync(TimeSpan.FromSeconds(10), TestSession.Token);
        var error = await Assert.ThrowsAsync<AppServicesException>(
            () => Folder.LockAsync(TimeSpan.FromMilliseconds(100), TestSession.Token));
        Assert.Equal(ClientErrorCode.SessionStoreBusy, error.Code);
        Assert.False(second.IsCompleted);

        first.Dispose();

        (await second.WaitAsync(TimeSpan.FromSeconds(10), TestSession.Token)).Dispose();
    }

    [Fact]
    public async Task Waiting_for_the_lock_can_be_stopped()
    {
        using IDisposable held = await Folder.LockAsync(TimeSpan.FromSeconds(10), TestSession.Token);
        using var stop = new CancellationTokenSource();
        Task<IDisposable> waiting = Folder.LockAsync(Timeout.InfiniteTimeSpan, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task A_restored_session_goes_on_with_its_tokens()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(_ => Task.FromResult(false));
        SavedSession saved = s_session with { AppId = TestSession.AppId, BaseUri = server.BaseUri,
            RefreshToken = ScriptedServer.Token("kept") };

        AppSession session = await server.App().RestoreAsync(saved, TestSession.New, RequestOptions.Default, TestSession.Token);

        Assert.Equal((saved.UserId, saved.DeviceId, "anon-user", AppUserState.Active),
            (session.UserId, session.DeviceId, session.ProviderType, session.State));
        Assert.Equal((ScriptedServer.Token("second"), ScriptedServer.Token("kept")), (session.AccessToken, session.RefreshToken));
        Assert.Equal(ScriptedServer.Token("kept"), server.Single("POST /auth/session").Token);
        Assert.Equal(saved, session.ToSaved());
        await session.LogOutAsync(RequestOptions.Default, TestSession.Token);
        Assert.Equal((AppUserState.Removed, null), (session.State, session.ToSaved()));
    }

    [Fact]
    public async Task A_session_that_has_ended_is_not_restored()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => ScriptedServer.Is(context, "POST /auth/session")
            ? ScriptedServer.ReplyAsync(context, 401, """{"error":"invalid session","error_code":"InvalidSession"}""")
            : Task.FromResult(false));

        var error = await Assert.ThrowsAsync<AppServicesException>(() =>
            server.App().RestoreAsync(s_session, TestSession.New, RequestOptions.Default, TestSession.Token));

        Assert.Equal(401, error.StatusCode);
    }
}
