using System.Collections.Generic;
using Microsoft.Data.Sqlite;

namespace AppServices.Server.Storage;

/// <summary>The statements of one transaction on one collection.</summary>
internal sealed class SqliteStatements(SqliteConnection connection, SqliteTransaction transaction, string collection)
{
    private const int Constraint = 19;      // SQLITE_CONSTRAINT

    public void InsertDocument(byte[] id, byte[] body) =>
        Insert("_id", "INSERT INTO documents VALUES ($collection, $id, $body)", ("$id", id), ("$body", body));

    public void InsertEntry(string table, string field, byte[] value, byte[] id) =>
        Insert(field, $"INSERT INTO {table} VALUES ($collection, $field, $value, $id)", ("$field", field), ("$value", value), ("$id", id));

    /// <summary>A document's content; null when there is none.</summary>
    public byte[]? FindDocument(byte[] id)
    {
        using SqliteCommand command = Command("SELECT body FROM documents WHERE collection = $collection AND id = $id", ("$id", id));
        return command.ExecuteScalar() as byte[];
    }

    /// <summary>The ids of the documents that have a value in an indexed field.</summary>
    public IReadOnlyList<byte[]> FindIds(string table, string field, byte[] value)
    {
        using SqliteCommand command = Command(
            $"SELECT id FROM {table} WHERE collection = $collection AND field = $field AND value = $value", ("$field", field), ("$value", value));
        using SqliteDataReader reader = command.ExecuteReader();
        var ids = new List<byte[]>();
        while (reader.Read()) ids.Add((byte[])reader[0]);
        return ids;
    }

    /// <summary>Deletes a document with its entries; false when there is none.</summary>
    public bool DeleteDocument(byte[] id)
    {
        if (Execute("DELETE FROM documents WHERE collection = $collection AND id = $id", ("$id", id)) == 0) return false;
        Execute("DELETE FROM unique_entries WHERE collection = $collection AND id = $id", ("$id", id));
        Execute("DELETE FROM entries WHERE collection = $collection AND id = $id", ("$id", id));
        return true;
    }

    private void Insert(string field, string sql, params (string Name, object Value)[] parameters)
    {
        try
        {
            Execute(sql, parameters);
        }
        catch (SqliteException error) when (error.SqliteErrorCode == Constraint)
        {
            throw new DuplicateKeyException(collection, field, error);
        }
    }

    private int Execute(string sql, params (string Name, object Value)[] parameters)
    {
        using SqliteCommand command = Command(sql, parameters);
        return command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params (string Name, object Value)[] parameters)
    {
        SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.Parameters.AddWithValue("$collection", collection);
        foreach ((string name, object value) in parameters) command.Parameters.AddWithValue(name, value);
        return command;
    }
}
