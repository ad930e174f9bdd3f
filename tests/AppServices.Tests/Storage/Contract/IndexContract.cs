using System.Linq;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Storage;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Storage.Contract;

/// <summary>Indexes: what they forbid, what they are for, and that they change no answer.</summary>
public abstract class IndexContract : StoreContract
{
    [Fact]
    public async Task An_index_is_made_once_and_can_be_dropped()
    {
        var definition = new IndexDefinition(BsonDocument.Parse("{a: 1, 'b.c': -1}"));
        Assert.Equal("a_1_b.c_-1", await Store.EnsureIndexAsync(Items, definition, Token));
        Assert.Equal("a_1_b.c_-1", await Store.EnsureIndexAsync(Items, definition, Token));
        IndexDefinition listed = Assert.Single(await Store.ListIndexesAsync(Items, Token));
        Assert.Equal(definition.Fields, listed.Fields);
        Assert.Equal((false, false), (listed.IsUnique, listed.IsSparse));
        Assert.True(await Store.DropIndexAsync(Items, "a_1_b.c_-1", Token));
        Assert.False(await Store.DropIndexAsync(Items, "a_1_b.c_-1", Token));
        Assert.Empty(await Store.ListIndexesAsync(Items, Token));
    }

    [Fact]
    public async Task A_name_is_of_one_index()
    {
        await Store.EnsureIndexAsync(Items, new IndexDefinition(new BsonDocument("a", 1)) { Name = "mine" }, Token);
        DocumentException refused = await Assert.ThrowsAsync<DocumentException>(
            () => Store.EnsureIndexAsync(Items, new IndexDefinition(new BsonDocument("b", 1)) { Name = "mine" }, Token));
        Assert.Equal(86, refused.Code);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{a: 'text'}")]
    [InlineData("{a: 2}")]
    [InlineData("{'a..b': 1}")]
    [InlineData("{$a: 1}")]
    public async Task A_definition_that_means_nothing_is_refused(string fields)
    {
        DocumentException refused = await Assert.ThrowsAsync<DocumentException>(
            () => Store.EnsureIndexAsync(Items, new IndexDefinition(BsonDocument.Parse(fields)), Token));
        Assert.Equal(67, refused.Code);
    }

    [Fact]
    public async Task A_unique_value_can_be_there_once()
    {
        await IndexAsync("{a: 1}", isUnique: true);
        await InsertAsync("{_id: 1, a: 1}", "{_id: 2}");
        DuplicateKeyException taken = await Assert.ThrowsAsync<DuplicateKeyException>(() => InsertAsync("{_id: 3, a: 1.0}"));
        Assert.Equal(("a_1", new BsonDocument("a", 1.0)), (taken.Index, taken.Key));
        await Assert.ThrowsAsync<DuplicateKeyException>(() => InsertAsync("{_id: 3}"));
        await Assert.ThrowsAsync<DuplicateKeyException>(() => WriteAsync(async session =>
            await session.ReplaceAsync(Items, await FirstAsync(session, "{_id: 2}"), BsonDocument.Parse("{_id: 2, a: 1}"), ChangeKind.Update)));
        await WriteAsync(async session => await session.DeleteAsync(Items, await FirstAsync(session, "{_id: 1}")));
        await InsertAsync("{_id: 3, a: 1}");
        Assert.Equal("2,3", await IdsAsync());
    }

    [Fact]
    public async Task A_sparse_index_leaves_missing_values_out()
    {
        await IndexAsync("{a: 1}", isUnique: true, isSparse: true);
        await InsertAsync("{_id: 1, a: null}", "{_id: 2}", "{_id: 3}");
        await Assert.ThrowsAsync<DuplicateKeyException>(() => InsertAsync("{_id: 4, a: null}"));
        Assert.Equal("1,2,3", await IdsAsync(Query("{a: null}")));
        Assert.Equal("1,2,3", await IdsAsync(Query("{}", "{a: 1}")));
        Assert.Equal("1,2,3", await IdsAsync(Query("{a: null}", hint: "a_1")));
    }

    [Fact]
    public async Task A_unique_index_is_refused_when_documents_are_alike()
    {
        await InsertAsync("{_id: 1, a: 5}", "{_id: 2, a: 5}");
        await Assert.ThrowsAsync<DuplicateKeyException>(() => IndexAsync("{a: 1}", isUnique: true));
        Assert.Empty(await Store.ListIndexesAsync(Items, Token));
        await InsertAsync("{_id: 3, a: 5}");
    }

    [Theory]
    [InlineData("{a: 2}", "{}", "1,3")]
    [InlineData("{a: {$gte: 1}}", "{a: -1}", "3,1,2")]
    [InlineData("{a: {$in: [1, 7]}}", "{}", "2,3")]
    [InlineData("{a: {$gt: 1, $lt: 3}}", "{}", "1,3")]
    [InlineData("{a: null}", "{_id: 1}", "4,5")]
    [InlineData("{}", "{a: 1}", "4,5,2,1,3")]
    public async Task An_index_changes_no_answer(string filter, string sort, string expected)
    {
        await InsertAsync("{_id: 1, a: 2}", "{_id: 2, a: 1}", "{_id: 3, a: [2, 7]}", "{_id: 4}", "{_id: 5, a: null}");
        Assert.Equal(expected, Ordered(await IdsAsync(Query(filter, sort)), sort));
        await IndexAsync("{a: 1}");
        Assert.Equal(expected, Ordered(await IdsAsync(Query(filter, sort)), sort));
        Assert.Equal(expected, Ordered(await IdsAsync(Query(filter, sort, hint: "a_1")), sort));
        Assert.Equal(expected, Ordered(await IdsAsync(Query(filter, sort, hint: new BsonDocument("a", 1))), sort));
        Assert.Equal(expected, Ordered(await IdsAsync(Query(filter, sort, hint: "_id_")), sort));
    }

    [Fact]
    public async Task A_hint_without_an_index_is_refused()
    {
        await InsertAsync("{_id: 1}", "{_id: 2}");
        DocumentException refused = await Assert.ThrowsAsync<DocumentException>(() => IdsAsync(Query(hint: "a_1")));
        Assert.Equal(2, refused.Code);
        Assert.Equal("2,1", await IdsAsync(Query(hint: new BsonDocument("$natural", -1))));
    }

    [Fact]
    public async Task An_order_is_known_where_an_index_has_it()
    {
        await InsertAsync("{_id: 1, a: 2}", "{_id: 2, a: 1}");
        StoreQuery query = Query("{}", "{a: 1}") with { StopsEarly = true };
        Assert.False(await Store.ReadOneAsync(session => session.IsInOrderAsync(Items, query), Token));
        await IndexAsync("{a: 1}");
        Assert.True(await Store.ReadOneAsync(session => session.IsInOrderAsync(Items, query), Token));
        Assert.True(await Store.ReadOneAsync(session => session.IsInOrderAsync(Items, Query()), Token));
        Assert.Equal("2,1", await IdsAsync(query));
    }

    [Fact]
    public async Task Two_arrays_cannot_share_an_index()
    {
        await IndexAsync("{a: 1, b: 1}");
        DocumentException refused = await Assert.ThrowsAsync<DocumentException>(() => InsertAsync("{_id: 1, a: [1, 2], b: [3, 4]}"));
        Assert.Equal(171, refused.Code);
        Assert.Equal("", await IdsAsync());
    }

    private Task<string> IndexAsync(string fields, bool isUnique = false, bool isSparse = false) =>
        Store.EnsureIndexAsync(Items, new IndexDefinition(BsonDocument.Parse(fields)) { IsUnique = isUnique, IsSparse = isSparse }, Token);

    // Without an order, documents may come in any.
    private static string Ordered(string ids, string sort) => sort == "{}" ? string.Join(',', ids.Split(',').Order()) : ids;
}
