using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Sorting;
using AppServices.Server.Storage;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Storage.Contract;

/// <summary>What every store has to do. A kind of store has a class that derives from each part of it and says how one is opened.</summary>
public abstract class StoreContract : IAsyncDisposable
{
    internal static readonly CollectionName Items = new("test/atlas", "shop", "items");

    private StoreUnderTest? _test;

    /// <summary>An empty store of a test's own.</summary>
    internal abstract StoreUnderTest Open();

    internal static CancellationToken Token => TestContext.Current.CancellationToken;

    internal StoreUnderTest Test => _test ??= Open();

    internal IDataStore Store => Test.Store;

    public async ValueTask DisposeAsync()
    {
        if (_test is not null) await _test.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal static StoreQuery Query(string filter = "{}", string sort = "{}", long skip = 0, long limit = 0, BsonValue? hint = null) =>
        new(StoreFilter.Parse(BsonDocument.Parse(filter), Token)) { Sort = SortOrder.Parse(BsonDocument.Parse(sort)), Skip = skip, Limit = limit, Hint = hint };

    internal Task InsertAsync(params string[] documents) => InsertAsync(Store, documents);

    internal static Task InsertAsync(IDocumentAccess access, params string[] documents) => WriteAsync(
        access,
        async session =>
        {
            foreach (string document in documents) await session.InsertAsync(Items, BsonDocument.Parse(document));
        });

    internal Task WriteAsync(Func<IWriteSession, Task> work) => WriteAsync(Store, work);

    internal static Task WriteAsync(IDocumentAccess access, Func<IWriteSession, Task> work, CancellationToken? cancellation = null) => access.WriteAsync(
        async session =>
        {
            await work(session);
            return true;
        },
        cancellation ?? Token);

    internal Task<string> IdsAsync(StoreQuery? query = null) => IdsAsync(Store, query);

    internal static async Task<string> IdsAsync(IDocumentAccess access, StoreQuery? query = null) =>
        Ids(await access.ReadAsync(session => session.FindAsync(Items, query ?? Query(), Token), Token).ToListAsync(Token));

    internal static async Task<string> IdsAsync(IReadSession session, StoreQuery? query = null) =>
        Ids(await session.FindAsync(Items, query ?? Query(), Token).ToListAsync(Token));

    internal static async Task<StoredDocument> FirstAsync(IReadSession session, string filter) =>
        await session.FindAsync(Items, Query(filter, limit: 1), Token).FirstAsync(Token);

    internal static string Ids(IEnumerable<StoredDocument> documents) => string.Join(',', documents.Select(stored => stored.Document["_id"]));
}

/// <summary>A store with what is needed to open it again.</summary>
internal abstract class StoreUnderTest : IAsyncDisposable
{
    public abstract IDataStore Store { get; }

    /// <summary>The database of the server's own state, where it has a name; else null.</summary>
    public virtual string? StateDatabase => null;

    /// <summary>Closes the store and opens it again, with the same documents.</summary>
    public abstract Task ReopenAsync();

    public abstract ValueTask DisposeAsync();
}
