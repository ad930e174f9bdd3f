using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Operations;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Sqlite;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Storage;

/// <summary>An embedded store in a folder of its own, with one collection, and documents written as JSON.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    public static readonly CollectionName Items = new("test/atlas", "shop", "items");

    private readonly string _folder = Directory.CreateTempSubdirectory("embedded-store-").FullName;

    public TestStore(TimeSpan? transactionLifetime = null) => Store = SqliteStore.Open(FilePath, transactionLifetime);

    public SqliteStore Store { get; private set; }

    public string FilePath => Path.Combine(_folder, "documents.db");

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = SqliteStore.Open(FilePath);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public Task<WriteResult> InsertAsync(params string[] documents) => InsertAsync(Store, documents);

    public static Task<WriteResult> InsertAsync(IDocumentAccess access, params string[] documents) => access.Operations().WriteAsync(
        Items, documents.Select(WriteCommand (json) => new WriteCommand.Insert(BsonDocument.Parse(json))).ToArray(), isOrdered: true, Token);

    public Task<string> IndexAsync(string fields, bool isUnique = false, bool isSparse = false) =>
        Store.EnsureIndexAsync(Items, new IndexDefinition(BsonDocument.Parse(fields)) { IsUnique = isUnique, IsSparse = isSparse }, Token);

    public Task<List<BsonDocument>> FindAsync(string filter = "{}", string? sort = null, long skip = 0, long limit = 0) =>
        FindAsync(Store, filter, sort, skip, limit);

    public static async Task<List<BsonDocument>> FindAsync(IDocumentAccess access, string filter = "{}", string? sort = null, long skip = 0, long limit = 0)
    {
        var command = new FindCommand(BsonDocument.Parse(filter)) { Sort = sort is null ? null : BsonDocument.Parse(sort), Skip = skip, Limit = limit };
        return await access.Operations().FindAsync(Items, command, Token).ToListAsync(Token);
    }

    /// <summary>The ids of the documents found, with commas between.</summary>
    public async Task<string> IdsAsync(string filter = "{}", string? sort = null, long skip = 0, long limit = 0) =>
        Ids(await FindAsync(filter, sort, skip, limit));

    public static string Ids(IEnumerable<BsonDocument> documents) => string.Join(',', documents.Select(document => document["_id"]));
}
