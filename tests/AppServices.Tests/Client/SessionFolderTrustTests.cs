using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Client;

/// <summary>What others have put where sessions are saved is neither used nor followed (cmdlets D3-D5).</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SessionFolderTrustTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = Owner | UnixFileMode.UserExecute;
    private const UnixFileMode Everybody = (UnixFileMode)0x1FF;
    private const uint Nobody = 65534;

    private static readonly byte[] s_session = Encoding.ASCII.GetBytes("""{"version":1}""");

    private readonly string _root = Path.Combine(Path.GetTempPath(), "appservices-trust-" + Guid.NewGuid().ToString("N"));

    public SessionFolderTrustTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows protects the account's folder, and the files are encrypted.");
        Directory.CreateDirectory(_root, OwnerFolder);
        Directory.CreateDirectory(Place, OwnerFolder);
    }

    private string Place => Path.Combine(_root, "AppServices", "sessions");

    private string Saved => Path.Combine(Place, "one.session");

    private string Victim => Path.Combine(_root, "victim");

    private SessionFolder Folder => new(Place);

    public void Dispose()
    {
        if (Directory.Exists(_root)) Directory.Delete(_root, recursive: true);
    }

    [Theory]
    [InlineData("one.session")]
    [InlineData("one.session.new")]
    public void A_planted_file_does_not_keep_its_rights(string name)
    {
        string planted = Path.Combine(Place, name);
        File.WriteAllText(planted, "planted");
        File.SetUnixFileMode(planted, Everybody & ~(UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute));
        using FileStream open = File.Open(planted, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

        Folder.Write("one", s_session);

        Assert.Equal(Owner, File.GetUnixFileMode(Saved));
        Assert.Equal(s_session, Folder.Read("one")!.Value.ToArray());
        using var reader = new StreamReader(open);
        Assert.Equal("planted", reader.ReadToEnd());
    }

    [Theory]
    [InlineData("one.session", true)]
    [InlineData("one.session", false)]
    [InlineData("one.session.new", true)]
    [InlineData("one.session.new", false)]
    public void A_planted_link_is_replaced_and_not_followed(string name, bool dangling)
    {
        if (!dangling) File.WriteAllText(Victim, "dear to somebody");
        File.CreateSymbolicLink(Path.Combine(Place, name), Victim);

        Folder.Write("one", s_session);

        Assert.Equal(dangling ? null : "dear to somebody", File.Exists(Victim) ? File.ReadAllText(Victim) : null);
        Assert.Null(new FileInfo(Saved).LinkTarget);
        Assert.Equal(Owner, File.GetUnixFileMode(Saved));
    }

    [Fact]
    public void A_planted_hard_link_does_not_lead_to_its_file()
    {
        File.WriteAllText(Victim, "dear to somebody");
        Assert.Equal(0, Link(Victim, Saved));

        Folder.Write("one", s_session);

        Assert.Equal("dear to somebody", File.ReadAllText(Victim));
        Assert.Equal(s_session, Folder.Read("one")!.Value.ToArray());
    }

    [Theory]
    [InlineData("a link", "rm")]
    [InlineData("a dangling link", "rm")]
    [InlineData("a pipe", "no file")]
    [InlineData("another account's", "another account")]
    [InlineData("readable by the group", "chmod 600")]
    [InlineData("writable by all", "chmod 600")]
    public void A_file_is_not_read_that_is(string kind, string expected)
    {
        Assert.SkipWhen(kind == "another account's" && !Environment.IsPrivilegedProcess, "Only root gives files away.");
        if (kind.EndsWith("link", StringComparison.Ordinal))
        {
            if (kind == "a link") WriteFile(Victim, Owner);
            File.CreateSymbolicLink(Saved, Victim);
        }
        else if (kind == "a pipe")
        {
            Assert.Equal(0, MakePipe(Saved, 0x180));
        }
        else
        {
            WriteFile(Saved, Owner | (kind == "readable by the group" ? UnixFileMode.GroupRead : kind == "writable by all" ? UnixFileMode.OtherWrite : 0));
            if (kind == "another account's") Assert.Equal(0, ChangeOwner(Saved, Nobody, Nobody));
        }

        var error = Assert.Throws<AppServicesException>(() => Folder.Read("one"));

        Assert.Equal(ClientErrorCode.SessionStoreUnsafe, error.Code);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(Saved, error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, UnixFileMode, bool, string> Folders => new()
    {
        { "AppServices/sessions", OwnerFolder | UnixFileMode.OtherWrite, false, "chmod 700" },
        { "AppServices/sessions", Everybody | UnixFileMode.StickyBit, false, "chmod 700" },
        { "AppServices/sessions", OwnerFolder, true, "another account" },
        { "AppServices", OwnerFolder | UnixFileMode.GroupWrite, false, "chmod go-w" },
        { "AppServices", Everybody, false, "chmod go-w" },
        { "AppServices", OwnerFolder, true, "another account" },
        { "AppServices", Everybody | UnixFileMode.StickyBit, true, "another account" },
        { "", Everybody, false, "chmod go-w" },
        { "", OwnerFolder, true, "another account" },
    };

    [Theory, MemberData(nameof(Folders))]
    public async Task Nothing_is_read_from_or_written_to_a_folder_that_others_rule(
        string folder, UnixFileMode mode, bool isOthers, string expected)
    {
        Assert.SkipWhen(isOthers && !Environment.IsPrivilegedProcess, "Only root gives folders away.");
        string path = Path.Combine(_root, folder).TrimEnd('/');
        WriteFile(Saved, Owner);
        File.SetUnixFileMode(path, mode);
        if (isOthers) Assert.Equal(0, ChangeOwner(path, Nobody, Nobody));

        AppServicesException[] errors =
        [
            Assert.Throws<AppServicesException>(() => Folder.Read("one")),
            Assert.Throws<AppServicesException>(() => Folder.Write("one", s_session)),
            await Assert.ThrowsAsync<AppServicesException>(() => Folder.LockAsync(TimeSpan.FromSeconds(1), TestSession.Token)),
        ];
        // Below a sticky folder others could not replace ours.
        AppServicesException[] below = isOthers || (mode & UnixFileMode.StickyBit) == 0
            ? [Assert.Throws<AppServicesException>(() => new SessionFolder(Path.Combine(path, "new", "sessions")).Write("one", s_session))]
            : [];

        Assert.All(errors, error => Assert.Contains(expected, error.Message, StringComparison.Ordinal));
        Assert.All(errors.Concat(below), error => Assert.Equal(ClientErrorCode.SessionStoreUnsafe, error.Code));
        Assert.All(errors.Concat(below), error => Assert.Contains($"'{path}'", error.Message, StringComparison.Ordinal));
        Assert.Equal(["one.session"], Directory.GetFiles(Place).Select(Path.GetFileName));
        Assert.False(Directory.Exists(Path.Combine(path, "new")));
        Folder.Delete("one");
        Assert.Empty(Directory.GetFiles(Place));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute)]
    [InlineData(UnixFileMode.StickyBit | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute)]
    public void A_folder_above_may_be_read_and_a_sticky_one_written_to(UnixFileMode more)
    {
        File.SetUnixFileMode(_root, OwnerFolder | more);

        Folder.Write("one", s_session);

        Assert.Equal(s_session, Folder.Read("one")!.Value.ToArray());
    }

    [Fact]
    public void A_link_above_is_followed_and_what_it_leads_to_looked_at()
    {
        string open = Directory.CreateDirectory(Path.Combine(_root, "open"), OwnerFolder).FullName;
        string home = Directory.CreateSymbolicLink(Path.Combine(_root, "home"), open).FullName;
        new SessionFolder(Path.Combine(home, "sessions")).Write("one", s_session);
        File.SetUnixFileMode(open, Everybody);

        var error = Assert.Throws<AppServicesException>(() => new SessionFolder(Path.Combine(home, "sessions")).Read("one"));

        Assert.Contains($"'{open}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_that_is_a_link_is_not_followed()
    {
        File.CreateSymbolicLink(Path.Combine(Place, ".lock"), Victim);

        var error = await Assert.ThrowsAsync<AppServicesException>(() => Folder.LockAsync(TimeSpan.FromSeconds(1), TestSession.Token));

        Assert.Equal(ClientErrorCode.SessionStoreUnsafe, error.Code);
        Assert.False(File.Exists(Victim));
    }

    [Fact]
    public void Nothing_else_is_left_behind_not_even_by_a_write_that_fails()
    {
        Directory.CreateDirectory(Path.Combine(Saved, "in the way"));

        Assert.Throws<AppServicesException>(() => Folder.Write("one", s_session));

        Assert.Equal([Saved], Directory.GetFileSystemEntries(Place));
    }

    [Fact]
    public async Task What_a_process_left_behind_that_died_is_gone_with_the_next_lock()
    {
        foreach (string name in new[] { "one.session.new", "one.session.abc.new", "two.session" })
            WriteFile(Path.Combine(Place, name), Owner);

        (await Folder.LockAsync(TimeSpan.FromSeconds(10), TestSession.Token)).Dispose();

        Assert.Equal([".lock", "two.session"], Directory.GetFiles(Place).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Writers_at_the_same_time_leave_one_whole_session()
    {
        byte[][] sessions = [.. Enumerable.Range(0, 16).Select(i => Encoding.ASCII.GetBytes(new string((char)('a' + i), 10_000)))];

        await Task.WhenAll(sessions.Select(session => Task.Run(() => Folder.Write("one", session), TestSession.Token)));

        Assert.Contains(sessions, session => session.AsSpan().SequenceEqual(Folder.Read("one")!.Value.Span));
        Assert.Equal([Saved], Directory.GetFileSystemEntries(Place));
    }

    [Fact]
    public async Task The_mask_of_a_process_does_not_matter()
    {
        string place = Path.Combine(_root, "masked", "sessions");
        foreach (string mask in new[] { "000", "022", "077" })
        {
            var start = new ProcessStartInfo("/bin/sh")
            {
                ArgumentList = { "-c", $"umask {mask}; exec dotnet tool run pwsh -- -NoProfile -Command \"$0\"", Script(place) },
                WorkingDirectory = Repository.Root,
                RedirectStandardError = true,
            };
            using Process process = Process.Start(start)!;
            Assert.Equal("", await process.StandardError.ReadToEndAsync(TestSession.Token));
            await process.WaitForExitAsync(TestSession.Token);

            Assert.Equal((Owner, OwnerFolder, OwnerFolder),
                (File.GetUnixFileMode(Path.Combine(place, "one.session")), File.GetUnixFileMode(place),
                File.GetUnixFileMode(Path.GetDirectoryName(place)!)));
            Directory.Delete(Path.GetDirectoryName(place)!, recursive: true);
        }
    }

    [Fact]
    public void A_file_that_is_no_session_is_not_taken_into_memory()
    {
        using (FileStream large = File.Create(Saved)) large.SetLength(5_000_000_000);
        File.SetUnixFileMode(Saved, Owner);

        var error = Assert.Throws<AppServicesException>(() => Folder.Read("one"));

        Assert.Equal(ClientErrorCode.SessionStoreFailed, error.Code);
        Assert.Contains("5000000000", error.Message, StringComparison.Ordinal);
    }

    private static string Script(string place) =>
        $"Import-Module '{Repository.Module}'; [AppServices.SessionFolder]::new('{place}').Write('one', [byte[]](1, 2, 3))";

    private static void WriteFile(string path, UnixFileMode mode)
    {
        File.WriteAllBytes(path, s_session);
        File.SetUnixFileMode(path, mode);
    }

    [DllImport("libc", EntryPoint = "link")]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);

    [DllImport("libc", EntryPoint = "mkfifo")]
    private static extern int MakePipe([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    [DllImport("libc", EntryPoint = "chown")]
    private static extern int ChangeOwner([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint owner, uint group);
}
