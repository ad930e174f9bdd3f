using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using MongoDB.Bson;
using MongoDB.Driver;

namespace AppServices.Benchmarks.Fleet;

/// <summary>
/// Many users with a session each in the state of a server, written past it: each is what the server made of one that has registered and
/// logged in, with names of its own.
/// </summary>
internal static class StateFill
{
    private const int Batch = 10_000;

    private static readonly string[] s_collections = ["users", "identities", "accounts", "sessions"];

    /// <summary>The address of a user.</summary>
    public static string Email(int user) => string.Create(CultureInfo.InvariantCulture, $"user{user}@example.com");

    /// <param name="state">The database, which has the user 0 and nobody else.</param>
    /// <param name="users">How many users there are to be.</param>
    public static async Task RunAsync(IMongoDatabase state, int users)
    {
        var first = new Dictionary<string, BsonDocument>(StringComparer.Ordinal);
        foreach (string name in s_collections)
            first[name] = await state.GetCollection<BsonDocument>(name).Find(FilterDefinition<BsonDocument>.Empty).SingleAsync();
        string user = first["users"]["_id"].AsString, identity = first["accounts"]["identity"].AsString;
        string session = first["sessions"]["_id"].AsString;
        for (int begin = 1; begin < users; begin += Batch)
        {
            int[] batch = [.. Enumerable.Range(begin, Math.Min(Batch, users - begin))];
            foreach (string name in s_collections)
            {
                IEnumerable<BsonDocument> documents = batch.Select(number => Copy(first[name], text => text
                    .Replace(user, Numbered(user, number), StringComparison.Ordinal)
                    .Replace(identity, Numbered(identity, number), StringComparison.Ordinal)
                    .Replace(session, Numbered(session, number), StringComparison.Ordinal)
                    .Replace(Email(0), Email(number), StringComparison.Ordinal)).AsBsonDocument);
                await state.GetCollection<BsonDocument>(name).InsertManyAsync(documents, new InsertManyOptions { IsOrdered = false });
            }
        }
    }

    private static string Numbered(string id, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:x8}{id.AsSpan(8)}");

    private static BsonValue Copy(BsonValue value, Func<string, string> rename) => value switch
    {
        BsonDocument document => new BsonDocument(document.Select(field => new BsonElement(field.Name, Copy(field.Value, rename)))),
        BsonArray array => new BsonArray(array.Select(item => Copy(item, rename))),
        BsonString text => rename(text.Value),
        _ => value,
    };
}
