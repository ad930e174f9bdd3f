using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using AppServices.Server.Hosting;
using Microsoft.Data.Sqlite;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>What stands in the file of a data folder, read past the server.</summary>
internal static partial class StoredRows
{
    /// <summary>All rows of all documents, index entries and changes, as text.</summary>
    public static async Task<List<string>> ReadAsync(DataFolder data)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = Path.Combine(data.Path, "appservices.db"), Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        await using var connection = new SqliteConnection(settings.ToString());
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        foreach (string table in await ReadAsync(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND (name GLOB '[di][0-9]*' OR name = 'changes')"))
            rows.AddRange(await ReadAsync(connection, $"SELECT * FROM {table}"));
        return rows;
    }

    /// <summary>
    /// All rows but those of apps' logs, of what is measured and of clean-ups, which are of no user, and of attempts, which are forgotten
    /// within minutes.
    /// </summary>
    public static async Task<List<string>> ReadWithoutLogsAsync(DataFolder data) =>
        (await ReadAsync(data)).FindAll(row => !row.Contains("co_id\0", StringComparison.Ordinal) && !row.Contains("bytes\0", StringComparison.Ordinal)
            && !row.Contains("milliseconds\0", StringComparison.Ordinal) && !IsHour().IsMatch(row) && !row.Contains("begun\0", StringComparison.Ordinal)
            && !IsAttempt().IsMatch(row));

    // The id of an hour of an app, which has what was sent in it.
    [GeneratedRegex(@"/20\d{8}\0")]
    private static partial Regex IsHour();

    [GeneratedRegex("(requests|failures) of (address|account)/")]
    private static partial Regex IsAttempt();

    private static async Task<List<string>> ReadAsync(SqliteConnection connection, string sql)
    {
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await using SqliteDataReader reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        object[] values = new object[reader.FieldCount];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            reader.GetValues(values);
            rows.Add(string.Join(' ', Array.ConvertAll(values, value => value is byte[] bytes ? Encoding.Latin1.GetString(bytes) : value.ToString())));
        }

        return rows;
    }
}
