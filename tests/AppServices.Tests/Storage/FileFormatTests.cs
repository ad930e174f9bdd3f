using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Mql.Values;
using AppServices.Server.AppConfig;
using AppServices.Server.Hosting;
using AppServices.Server.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Storage;

/// <summary>What becomes of database files of other formats than the current one.</summary>
public sealed class FileFormatTests : IDisposable
{
    // The tables as servers made them before files had a number, with one document and one index.
    private const string WithoutNumber = """
        PRAGMA journal_mode = WAL;
        CREATE TABLE catalog (version INTEGER NOT NULL);
        INSERT INTO catalog VALUES (3);
        CREATE TABLE collections (
            id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, database TEXT NOT NULL, name TEXT NOT NULL,
            watched_until INTEGER NOT NULL DEFAULT 0, UNIQUE (source, database, name));
        INSERT INTO collections (source, database, name) VALUES ('test/atlas', 'shop', 'items');
        CREATE TABLE indexes (
            id INTEGER PRIMARY KEY AUTOINCREMENT, collection INTEGER NOT NULL, name TEXT NOT NULL, fields BLOB NOT NULL,
            is_unique INTEGER NOT NULL, is_sparse INTEGER NOT NULL, is_multikey INTEGER NOT NULL DEFAULT 0, UNIQUE (collection, name));
        CREATE TABLE changes (seq INTEGER PRIMARY KEY AUTOINCREMENT, collection INTEGER NOT NULL, time INTEGER NOT NULL, body BLOB NOT NULL);
        CREATE INDEX changes_by_collection ON changes (collection, seq);
        CREATE TABLE d1 (n INTEGER PRIMARY KEY, k BLOB NOT NULL UNIQUE, v BLOB NOT NULL);
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("file-format-").FullName;

    private string FilePath => Path.Combine(_folder, "appservices.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_database_from_before_there_was_a_number_opens_with_its_documents_and_gets_the_number()
    {
        Run(WithoutNumber);
        Run("INSERT INTO d1 (k, v) VALUES ($k, $v)", ("$k", KeyEncoder.Encode(7)), ("$v", new BsonDocument { ["_id"] = 7, ["name"] = "nuts" }.ToBson()));

        await using (SqliteStore store = SqliteStore.Open(FilePath))
            Assert.Equal("nuts", (await TestStore.FindAsync(store, "{ _id: 7 }")).Single()["name"]);

        Assert.Equal((long)FileFormat.Current.Version, Number());
    }

    [Fact]
    public async Task A_new_database_has_the_number_and_opens_again()
    {
        await using (SqliteStore store = SqliteStore.Open(FilePath)) await TestStore.InsertAsync(store, "{ _id: 1 }");
        Assert.Equal((long)FileFormat.Current.Version, Number());
        await using SqliteStore again = SqliteStore.Open(FilePath);
        Assert.Single(await TestStore.FindAsync(again));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task A_database_of_a_newer_format_is_refused_and_stays_as_it_is(int newer)
    {
        await SqliteStore.Open(FilePath).DisposeAsync();
        Run($"PRAGMA user_version = {FileFormat.Current.Version + newer}");
        byte[] before = File.ReadAllBytes(FilePath);

        var error = Assert.Throws<ConfigurationException>(() => DataFolder.Open(_folder));

        Assert.Contains(_folder, error.Message, StringComparison.Ordinal);
        Assert.Contains($"format {FileFormat.Current.Version + newer}, and this server knows formats up to {FileFormat.Current.Version}", error.Message, StringComparison.Ordinal);
        Assert.Contains("--data", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(FilePath));
    }

    [Fact]
    public void Steps_run_from_the_number_of_the_file_on_each_once()
    {
        string[] steps = ["CREATE TABLE log (step TEXT); INSERT INTO log VALUES ('one')", "INSERT INTO log VALUES ('two')", "INSERT INTO log VALUES ('three')"];
        using (var session = new SqliteSession(FilePath)) new FileFormat(steps[..2]).Apply(session);
        using (var session = new SqliteSession(FilePath))
        {
            new FileFormat(steps).Apply(session);
            new FileFormat(steps).Apply(session);
            Assert.Equal("one,two,three", session.Scalar("SELECT group_concat(step) FROM log"));
        }
        Assert.Equal(3L, Number());
    }

    [Fact]
    public void A_step_that_fails_leaves_nothing_of_those_before_it()
    {
        string[] steps = ["CREATE TABLE one (a)", "CREATE TABLE two (a)", "CREATE TABLE two (a)"];
        using (var session = new SqliteSession(FilePath)) new FileFormat(steps[..1]).Apply(session);
        using (var session = new SqliteSession(FilePath))
        {
            Assert.Throws<SqliteException>(() => new FileFormat(steps).Apply(session));
            Assert.Equal(0L, session.Scalar("SELECT count(*) FROM sqlite_master WHERE name = 'two'"));
        }
        Assert.Equal(1L, Number());
    }

    [Fact]
    public async Task Servers_that_start_at_once_migrate_once()
    {
        string[] steps = ["CREATE TABLE one (a)", "INSERT INTO one VALUES (1)"];
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            using var session = new SqliteSession(FilePath);
            new FileFormat(steps).Apply(session);
        })));
        using var after = new SqliteSession(FilePath);
        Assert.Equal(1L, after.Scalar("SELECT count(*) FROM one"));
    }

    private long Number()
    {
        using var session = new SqliteSession(FilePath);
        return (long)session.Scalar("PRAGMA user_version")!;
    }

    private void Run(string sql, params (string Name, byte[] Value)[] parameters)
    {
        using var connection = new SqliteConnection($"Data Source={FilePath};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, byte[] value) in parameters) command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }
}
