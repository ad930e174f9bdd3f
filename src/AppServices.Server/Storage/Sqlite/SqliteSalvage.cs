using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using AppServices.Mql.Values;
using AppServices.Server.Bson;
using Microsoft.Data.Sqlite;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>What was saved of a part of a damaged database.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Saved">How many rows are saved.</param>
/// <param name="Lost">How many are not; null where nobody can say how many there were.</param>
internal sealed record SalvageResult(string Name, long Saved, long? Lost);

/// <summary>
/// Makes a new database of all that can still be read of a damaged one, which is only read: collections, their documents, the changes
/// that somebody waits for. Indexes are made anew.
/// </summary>
internal sealed class SqliteSalvage
{
    private const int Together = 500;

    private readonly SqliteSession _source;
    private readonly SqliteSession _target;
    private readonly List<SalvageResult> _results = [];

    private SqliteSalvage(SqliteSession source, SqliteSession target) => (_source, _target) = (source, target);

    /// <summary>Saves what can be read.</summary>
    /// <param name="source">The damaged database.</param>
    /// <param name="target">The file to make.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <exception cref="DatabaseDamagedException">Nothing of it can be read.</exception>
    /// <exception cref="DatabaseFormatException">A newer server wrote it.</exception>
    /// <exception cref="IOException">The new one cannot be written.</exception>
    public static IReadOnlyList<SalvageResult> Run(string source, string target, CancellationToken cancellationToken)
    {
        try
        {
            using var from = new SqliteSession(source, isReadOnly: true);
            FileFormat.Current.VersionOf(from);
            from.Script("PRAGMA cell_size_check = ON");
            using var to = new SqliteSession(OwnFile.Create(target));
            to.Script("PRAGMA synchronous = OFF");        // it counts once it is whole
            FileFormat.Current.Apply(to);
            var salvage = new SqliteSalvage(from, to);
            salvage.Save(cancellationToken);
            return salvage._results;
        }
        catch (SqliteException error)
        {
            throw SqliteStore.ToStoreException(error);
        }
    }

    private void Save(CancellationToken cancellationToken)
    {
        _target.Execute("BEGIN");
        SaveTable("names of collections", "collections", "id", cancellationToken);
        AddNameless();
        SaveTable("changes for triggers and streams", "changes", "seq", cancellationToken);
        SavePlaces("readers", "places of triggers");
        SaveLatestChange();
        // A file of an older format has them elsewhere; whoever watches it begins anew.
        if (HasTable("watches")) SavePlaces("watches", "places of streams");
        Dictionary<long, CollectionName> names =
            Catalog.Refresh(null, _target).Known.ToDictionary(each => (long)each.Id, each => each.Name);
        foreach ((long id, CollectionName name) in names)
        {
            _target.Script(CatalogWriter.DocumentTable(id));
            SaveTable($"documents of {(name.Source.Length == 0 ? "" : name.Source + " ")}{name}", $"d{id}", "n", cancellationToken);
        }
        SaveIndexes(names);
        _target.Execute("COMMIT");
    }

    // A collection whose name is lost keeps its documents under another one.
    private void AddNameless()
    {
        try
        {
            using SqliteDataReader tables = _source.Query("SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'd[0-9]*'");
            while (tables.Read())
            {
                string name = tables.GetString(0);
                _target.Execute(
                    "INSERT OR IGNORE INTO collections (id, source, database, name) VALUES ($0, '', 'lost_and_found', $1)",
                    long.Parse(name.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture), name);
            }
        }
        catch (SqliteException error) when (SqliteStore.IsDamage(error))
        {
            // What was read of the names is all.
        }
    }

    private bool HasTable(string name)
    {
        try
        {
            return _source.Scalar("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $0", name) is not null;
        }
        catch (SqliteException error) when (SqliteStore.IsDamage(error))
        {
            // Reading it will tell of the damage.
            return true;
        }
    }

    private void SavePlaces(string table, string title)
    {
        try
        {
            using SqliteDataReader reader = _source.Query($"SELECT * FROM {table}");
            while (reader.Read()) Insert(table, Row.Of(reader, 0));
        }
        catch (SqliteException error) when (SqliteStore.IsDamage(error))
        {
            _results.Add(new SalvageResult(title, 0, null));
        }
    }

    // New changes come after those that anybody remembers, whether they are still there or not.
    private void SaveLatestChange()
    {
        long latest = Math.Max(ChangeLog.Latest(_target), _target.Scalar("SELECT max(position) FROM readers") as long? ?? 0);
        try
        {
            latest = Math.Max(latest, ChangeLog.Latest(_source));
        }
        catch (SqliteException error) when (SqliteStore.IsDamage(error))
        {
            // What others remember is all that is known.
        }
        _target.Execute("DELETE FROM sqlite_sequence WHERE name = 'changes'");
        _target.Execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('changes', $0)", latest);
    }

    private void SaveIndexes(Dictionary<long, CollectionName> names)
    {
        var found = new List<Row>();
        Read("indexes", "id", long.MinValue, found);
        var transaction = new WriteTransaction(_target, null);
        foreach (Row row in found)
        {
            if (!names.TryGetValue((long)row["collection"]!, out CollectionName? name)) continue;
            var definition = new IndexDefinition(BsonBytes.Read((byte[])row["fields"]!))
            {
                Name = (string)row["name"]!, IsUnique = (long)row["is_unique"]! != 0, IsSparse = (long)row["is_sparse"]! != 0,
                Options = row.Has("options") && row["options"] is byte[] options ? BsonBytes.Read(options) : null,
            };
            transaction.EnsureIndex(transaction.Catalog.Find(name)!, definition);
        }
    }

    // From one end to the other, leaping over what cannot be read; then what lies between, for which the index of keys is asked.
    private void SaveTable(string title, string table, string key, CancellationToken cancellationToken)
    {
        long saved = 0, bad = 0, after = long.MinValue;
        bool isDamaged = false;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rows = new List<Row>();
            bool isRead = Read(table, key, after, rows);
            Keep(rows);
            if (rows.Count > 0) after = rows[^1].Key;
            if (isRead && rows.Count < Together) break;
            if (isRead) continue;
            isDamaged = true;
            if (rows.Count > 0) continue;
            if (Leap(table, key, after) is not { } next) break;
            after = next;
        }
        long? lost = !isDamaged ? bad : table[0] == 'd' ? SaveRest() : null;
        if (saved > 0 || lost != 0) _results.Add(new SalvageResult(title, saved, lost));

        void Keep(List<Row> rows)
        {
            foreach (Row row in rows)
            {
                if (table[0] == 'd' && !IsDocument(row)) bad++;
                else saved += Insert(table, row);
            }
        }

        long? SaveRest()
        {
            long missing = 0;
            try
            {
                using SqliteDataReader all = _source.Query($"SELECT n FROM {table} ORDER BY k");
                while (all.Read())
                {
                    long number = all.GetInt64(0);
                    if (_target.Scalar($"SELECT 1 FROM {table} WHERE n = $0", number) is not null) continue;
                    var one = new List<Row>();
                    long before = saved;
                    if (Read(table, key, number - 1, one, limit: 1) && one.Count == 1 && one[0].Key == number) Keep(one);
                    if (saved == before) missing++;
                }
                return missing;
            }
            catch (SqliteException error) when (SqliteStore.IsDamage(error))
            {
                return null;
            }
        }
    }

    // The least number above which rows can be read again; null for none.
    private long? Leap(string table, string key, long after)
    {
        Int128 start = Math.Max(after, 0), low = start, high = start + 1;
        while (!IsReadable(high))
        {
            low = high;
            high = start + (2 * (high - start));
            if (high > long.MaxValue) return null;
        }
        while (high - low > 1)
        {
            Int128 middle = (low + high) / 2;
            if (IsReadable(middle)) high = middle;
            else low = middle;
        }
        return (long)high;

        bool IsReadable(Int128 from) => Read(table, key, (long)from, [], limit: 1);
    }

    // False when something cannot be read; those before it are.
    private bool Read(string table, string key, long after, List<Row> rows, int limit = Together)
    {
        try
        {
            using SqliteDataReader reader = _source.Query(
                $"SELECT {key}, * FROM {table} WHERE {key} > $0 ORDER BY {key} LIMIT {limit}", after);
            while (reader.Read()) rows.Add(Row.Of(reader, 1));
            return true;
        }
        catch (SqliteException error) when (SqliteStore.IsDamage(error))
        {
            return false;
        }
    }

    private int Insert(string table, Row row)
    {
        string values = string.Join(',', Enumerable.Range(0, row.Names.Length).Select(i => $"${i}"));
        return _target.Execute($"INSERT OR IGNORE INTO {table} ({string.Join(',', row.Names)}) VALUES ({values})", row.Values);
    }

    private static bool IsDocument(Row row)
    {
        try
        {
            return row["v"] is byte[] body && row["k"] is byte[] key
                && KeyEncoder.Encode(BsonBytes.Read(body).GetValue("_id", BsonNull.Value)).AsSpan().SequenceEqual(key);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private sealed record Row(long Key, string[] Names, object?[] Values)
    {
        // A file of an older format has fewer.
        public bool Has(string name) => Array.IndexOf(Names, name) >= 0;

        public object? this[string name] => Values[Array.IndexOf(Names, name)];

        public static Row Of(SqliteDataReader reader, int from) => new(
            from == 0 ? 0 : reader.GetInt64(0),
            [.. Enumerable.Range(from, reader.FieldCount - from).Select(reader.GetName)],
            [.. Enumerable.Range(from, reader.FieldCount - from).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
    }
}
