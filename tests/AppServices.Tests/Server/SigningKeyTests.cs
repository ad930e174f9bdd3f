using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Commands;
using AppServices.Server.Storage;
using AppServices.Server.Tokens;
using AppServices.Tests.Programs;
using AppServices.Tests.Storage.Contract;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>The keys that sign tokens, and what becomes of tokens when an operator replaces them.</summary>
[Collection(MongoDeployment.Name)]
public sealed class SigningKeyTests(MongoDeployment deployment) : IAsyncDisposable
{
    private readonly MongoDatabases _databases = deployment.NewDatabases();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _databases.DisposeAsync();

    [Fact]
    public async Task Tokens_of_the_key_before_are_good_until_they_end()
    {
        await using AppServerFixture server = await AppServerFixture.StartAsync();
        WireLogin before = await server.LogInAsync();
        string[] keys = await RotateAsync(server);
        Assert.Equal(2, keys.Length);
        Assert.EndsWith("  signs", keys[0], StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{16}  replaced 20..-..-..T..:..:..Z, good until the last of its tokens ends$", keys[1]);
        Assert.StartsWith(await KeyOfAsync(server, before.AccessToken), keys[1], StringComparison.Ordinal);
        WireLogin after = await LogInWithAsync(server, keys[0]);
        foreach (WireLogin login in new[] { before, after })
        {
            Assert.Equal(200, (int)(await server.SendAsync("GET", "/auth/profile", login.AccessToken)).Status);
            WireReply renewed = await server.SendAsync("POST", "/auth/session", login.RefreshToken);
            Assert.Equal(201, (int)renewed.Status);
            Assert.StartsWith(await KeyOfAsync(server, renewed.Json.GetProperty("access_token").GetString()!), keys[0], StringComparison.Ordinal);
        }
        Assert.Equal(keys, await ListAsync(server));
    }

    [Fact]
    public async Task A_key_that_somebody_has_read_ends_with_all_sessions()
    {
        await using AppServerFixture server = await AppServerFixture.StartAsync();
        WireLogin before = await server.LogInAsync();
        await RotateAsync(server);
        string[] lines = await RotateAsync(server, "--end-sessions");
        Assert.Equal(["1 session ended"], lines[1..]);
        await LogInWithAsync(server, lines[0]);
        Assert.Equal(401, (int)(await server.SendAsync("GET", "/auth/profile", before.AccessToken)).Status);
        Assert.Equal(401, (int)(await server.SendAsync("POST", "/auth/session", before.RefreshToken)).Status);
    }

    [Fact]
    public async Task A_server_takes_what_another_has_signed_with_a_key_that_it_does_not_know_yet()
    {
        await using AppServerFixture one = await StartAsync(), other = await StartAsync();
        WireLogin before = await one.LogInAsync();
        await SigningKeys.RotateAsync(one.Data.KeyStore, DateTimeOffset.UtcNow, endsSessions: false, Cancel);
        IReadOnlyList<SecretKey> keys = await other.Data.KeyStore.ReadAsync(Cancel);
        Assert.Equal(await KeyOfAsync(one, before.AccessToken), keys[1].Name);
        WireLogin after = await LogInWithAsync(one, keys[0].Name);
        Assert.Equal(200, (int)(await other.SendAsync("GET", "/auth/profile", after.AccessToken)).Status);
        Assert.Equal(200, (int)(await other.SendAsync("GET", "/auth/profile", before.AccessToken)).Status);
    }

    [Fact]
    public async Task Two_that_change_the_keys_at_once_lose_none()
    {
        string folder = Directory.CreateTempSubdirectory("keys-").FullName;
        ISigningKeyStore store = new FolderSigningKeys(folder);
        await using AppServerFixture server = await StartAsync();
        foreach (ISigningKeyStore keys in new[] { store, server.Data.KeyStore })
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(
                () => SigningKeys.RotateAsync(keys, DateTimeOffset.UtcNow, endsSessions: false, Cancel), Cancel)));
            IReadOnlyList<SecretKey> there = await keys.ReadAsync(Cancel);
            Assert.Equal(21, there.Select(key => key.Name).Distinct().Count());
            Assert.Equal([there[0]], there.Where(key => key.ReplacedAt is null));
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_key_is_forgotten_once_no_token_of_it_is_good()
    {
        var clock = new SettableClock();
        await using AppServerFixture server = await AppServerFixture.StartAsync(clock);
        var keys = new SigningKeys(server.Data.KeyStore, server.Data.SigningKeys, clock);
        WireLogin before = await server.LogInAsync();
        clock.Advance(TimeSpan.FromMinutes(1));
        await SigningKeys.RotateAsync(server.Data.KeyStore, clock.GetUtcNow(), endsSessions: false, Cancel);
        Assert.Equal(0, await ForgetAsync());
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, await ForgetAsync());
        Assert.Equal(204, (int)(await server.SendAsync("DELETE", "/auth/session", before.RefreshToken)).Status);
        Assert.Equal(1, await ForgetAsync());
        Assert.Single(await server.Data.KeyStore.ReadAsync(Cancel));
        // Neither the new key nor another session ends with it.
        WireLogin after = await server.LogInAsync();
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, await ForgetAsync());
        Assert.Equal(201, (int)(await server.SendAsync("POST", "/auth/session", after.RefreshToken)).Status);

        Task<int> ForgetAsync() => keys.ForgetEndedAsync(server.Data.Store, TimeSpan.FromMinutes(30), Cancel);
    }

    [Fact]
    public async Task Those_who_ask_for_keys_that_are_out_of_reach_wait_for_one_answer()
    {
        var clock = new Seconds();
        var store = new SlowKeys();
        var keys = new SigningKeys(store, [SecretKey.Make()], clock);
        Task<bool>[] all = [.. Enumerable.Range(0, 20).Select(_ => keys.RefreshAsync(Cancel))];
        clock.Now += 60;
        Task<bool> late = keys.RefreshAsync(Cancel);
        using var gone = new CancellationTokenSource();
        Task<bool> impatient = keys.RefreshAsync(gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        store.Answer.SetException(new TimeoutException());
        foreach (Task<bool> one in all.Append(late)) await Assert.ThrowsAsync<TimeoutException>(() => one);
        Assert.Equal(1, store.Asked);
        store.Answer = new TaskCompletionSource<IReadOnlyList<SecretKey>>();
        Task<bool> next = keys.RefreshAsync(Cancel);
        store.Answer.SetResult([SecretKey.Make()]);
        Assert.True(await next);
        Assert.False(await keys.RefreshAsync(Cancel));
        Assert.Equal(2, store.Asked);
    }

    [Theory]
    [InlineData(" replaced yesterday")]
    [InlineData("\nAAAA 2026-11-30T00:00:00.000Z")]
    public async Task What_is_no_key_is_told_as_such(string added)
    {
        string folder = Directory.CreateTempSubdirectory("keys-").FullName;
        string path = Path.Combine(folder, "signing.key");
        KeyFile.Signing.ReadOrCreate(folder);
        string content = File.ReadAllText(path);
        File.WriteAllText(path, content + added);
        await Assert.ThrowsAsync<FormatException>(
            () => SigningKeys.RotateAsync(new FolderSigningKeys(folder), DateTimeOffset.UtcNow, endsSessions: true, Cancel));
        Assert.Equal(content + added, File.ReadAllText(path));
        Directory.Delete(folder, recursive: true);
    }

    private Task<AppServerFixture> StartAsync() =>
        AppServerFixture.StartAsync(options => options with { Settings = _databases.ToSettings() });

    // The server takes notice by itself.
    private static async Task<WireLogin> LogInWithAsync(AppServerFixture server, string key)
    {
        while (true)
        {
            WireLogin login = await server.LogInAsync();
            if (key.StartsWith(await KeyOfAsync(server, login.AccessToken), StringComparison.Ordinal)) return login;
            await Task.Delay(100, Cancel);
        }
    }

    // Which of the keys has signed a token, which does not say so.
    private static async Task<string> KeyOfAsync(AppServerFixture server, string token)
    {
        int end = token.LastIndexOf('.');
        SecretKey? signer = (await server.Data.KeyStore.ReadAsync(Cancel)).FirstOrDefault(
            key => Base64UrlEncoder.Encode(HMACSHA256.HashData(key.Secret, Encoding.ASCII.GetBytes(token[..end]))) == token[(end + 1)..]);
        return signer?.Name ?? "none of them";
    }

    private static Task<string[]> ListAsync(AppServerFixture server) => RunAsync(server, "list");

    private static Task<string[]> RotateAsync(AppServerFixture server, params string[] options) => RunAsync(server, ["rotate", .. options]);

    private static async Task<string[]> RunAsync(AppServerFixture server, params string[] arguments)
    {
        ProgramResult result = await ServerProgram.RunAsync(["keys", .. arguments, "--data", server.Data.Path]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private sealed class Seconds : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Now;
    }

    private sealed class SlowKeys : ISigningKeyStore
    {
        public TaskCompletionSource<IReadOnlyList<SecretKey>> Answer { get; set; } = new();

        public int Asked { get; private set; }

        public Task<IReadOnlyList<SecretKey>> ReadAsync(CancellationToken cancellationToken)
        {
            Asked++;
            return Answer.Task;
        }

        public Task<IReadOnlyList<SecretKey>> ChangeAsync(
            Func<IReadOnlyList<SecretKey>, IReadOnlyList<SecretKey>> change, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
