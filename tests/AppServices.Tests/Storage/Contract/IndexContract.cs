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
    public async Task A_partial_index_is_of_the_documents_of_its_filter()
    {
        await Store.EnsureIndexAsync(
            Items, new IndexDefinition(new BsonDocument("a", 1)) { IsUnique = true, PartialFilter = BsonDocument.Parse("{b: {$gt: 5}}") }, Token);
        await InsertAsync("{_id: 1, a: 1, b: 6}", "{_id: 2, a: 1, b: 5}", "{_id: 3, a: 1}", "{_id: 4, a: 2, b: 9}");
        await Assert.ThrowsAsync<DuplicateKeyException>(() => InsertAsync("{_id: 5, a: 1, b: 7}"));
        // A document comes into the index, and leaves it, with what its filter looks at.
        await Assert.ThrowsAsync<DuplicateKeyException>(() => ReplaceAsync("{_id: 2}", "{_id: 2, a: 1, b: 8}"));
        await ReplaceAsync("{_id: 1}", "{_id: 1, a: 1, b: 0}");
        await ReplaceAsync("{_id: 2}", "{_id: 2, a: 1, b: 8}");
        await WriteAsync(async session => await session.DeleteAsync(Items, await FirstAsync(session, "{_id: 4}")));
        Assert.Equal(BsonDocument.Parse("{b: {$gt: 5}}"), Assert.Single(await Store.ListIndexesAsync(Items, Token)).PartialFilter);
        foreach (BsonValue? hint in (BsonValue?[])[null, "a_1"])
        {
            Assert.Equal("1,2,3", await IdsAsync(Query("{a: 1}", hint: hint)));
            Assert.Equal("2", await IdsAsync(Query("{a: 1, b: {$gt: 5}}", hint: hint)));
            Assert.Equal("2", await IdsAsync(Query("{a: {$gte: 1}, b: 8}", "{a: 1}", hint: hint)));
            Assert.Equal("1,2,3", await IdsAsync(Query("{}", "{a: 1, _id: 1}", hint: hint)));
        }
    }

    [Theory]
    [InlineData("{b: 1}", "{b: 1}", true)]
    [InlineData("{b: 1}", "{b: 2}", false)]
    [InlineData("{b: 1}", "{}", false)]
    [InlineData("{b: {$gt: 5}}", "{b: {$gt: 5}}", true)]
    [InlineData("{b: {$gt: 5}}", "{b: {$gte: 5}}", false)]
    [InlineData("{b: {$gte: 5}}", "{b: {$gt: 5}}", true)]
    [InlineData("{b: {$gt: 5}}", "{b: {$lt: 9}}", false)]
    [InlineData("{b: {$gt: 5}}", "{b: {$in: [6, 7]}}", true)]
    [InlineData("{b: {$gt: 5}}", "{b: {$in: [5, 7]}}", false)]
    [InlineData("{b: {$in: [1, 2, 3]}}", "{b: {$in: [1, 3]}}", true)]
    [InlineData("{b: {$exists: true}}", "{b: {$gt: 5}}", true)]
    [InlineData("{b: {$exists: true}}", "{b: null}", false)]
    [InlineData("{b: {$exists: true}}", "{b: {$in: [1, null]}}", false)]
    [InlineData("{b: null}", "{b: null}", true)]
    [InlineData("{b: {$type: 'number'}}", "{b: 7}", true)]
    [InlineData("{b: {$type: 'int'}}", "{b: 7}", false)]
    [InlineData("{b: {$type: 'date'}}", "{b: {$gt: {$date: '2020-01-01T00:00:00Z'}}}", true)]
    [InlineData("{b: {$gt: 1}, c: 1}", "{b: 2}", false)]
    [InlineData("{b: {$gt: 1}, c: 1}", "{b: 2, c: 1}", true)]
    [InlineData("{$or: [{b: 1}, {c: 1}]}", "{c: 1}", true)]
    [InlineData("{$or: [{b: 1}, {c: 1}]}", "{c: 2}", false)]
    public async Task A_partial_index_is_used_where_it_leads_to_all_that_is_asked_for(string filter, string query, bool isUsed)
    {
        await Store.EnsureIndexAsync(
            Items, new IndexDefinition(new BsonDocument("a", 1)) { PartialFilter = BsonDocument.Parse(filter) }, Token);
        StoreQuery asked = Query($"{{$and: [{{a: 1}}, {query}]}}");
        SearchPlan plan = await Store.ReadOneAsync(session => session.ExplainAsync(Items, asked, isExecuted: false, Token), Token);
        Assert.Equal(isUsed ? "a_1" : null, plan.Index?.Name);
    }

    [Theory]
    [InlineData("{a: {$exists: false}}", 67)]
    [InlineData("{a: {$ne: 1}}", 67)]
    [InlineData("{a: /x/}", 67)]
    [InlineData("{a: {$in: [/x/]}}", 67)]
    [InlineData("{$nor: [{a: 1}]}", 67)]
    [InlineData("{$expr: {$gt: ['$a', 1]}}", 224)]
    [InlineData("{$and: [{a: 1}, {$jsonSchema: {}}]}", 224)]
    public async Task A_partial_index_cannot_be_of_whatever_a_query_finds(string filter, int code)
    {
        DocumentException refused = await Assert.ThrowsAsync<DocumentException>(() => Store.EnsureIndexAsync(
            Items, new IndexDefinition(new BsonDocument("a", 1)) { PartialFilter = BsonDocument.Parse(filter) }, Token));
        Assert.Equal(code, refused.Code);
    }

    [Theory]
    [InlineData("{'$**': 1}", null, "{b: 5}", "1,2", true)]
    [InlineData("{'$**': 1}", null, "{'c.d': 'x'}", "1,3", true)]
    [InlineData("{'$**': 1}", null, "{'c.d': {$gt: 'w'}}", "1,3", true)]
    [InlineData("{'$**': 1}", null, "{b: {$in: [6, 7]}}", "2", true)]
    [InlineData("{'$**': 1}", null, "{b: null}", "3", false)]
    [InlineData("{'$**': 1}", null, "{c: {d: 'x'}}", "1,3", false)]
    [InlineData("{'$**': 1}", null, "{'c.0.d': 'x'}", "3", false)]
    [InlineData("{'$**': 1}", null, "{b: {$ne: 5}}", "3,4", false)]
    [InlineData("{'$**': 1}", null, "{b: [5, 6]}", "2", false)]
    [InlineData("{'c.$**': 1}", null, "{'c.d': 'x'}", "1,3", true)]
    [InlineData("{'c.$**': 1}", null, "{b: 5}", "1,2", false)]
    [InlineData("{'$**': 1}", "{b: 1}", "{b: 5}", "1,2", true)]
    [InlineData("{'$**': 1}", "{b: 1}", "{'c.d': 'x'}", "1,3", false)]
    [InlineData("{'$**': 1}", "{'c.d': 0}", "{b: 5}", "1,2", true)]
    [InlineData("{'$**': 1}", "{'c.d': 0}", "{'c.d': 'x'}", "1,3", false)]
    [InlineData("{'$**': 1}", "{c: {e: 1}}", "{'c.e': 1}", "4", true)]
    public async Task A_wildcard_index_is_of_every_field(string fields, string? projection, string query, string expected, bool isUsed)
    {
        await InsertAsync("{_id: 1, b: 5, c: {d: 'x'}}", "{_id: 2, b: [5, 6]}");
        string name = await Store.EnsureIndexAsync(
            Items,
            new IndexDefinition(BsonDocument.Parse(fields)) { WildcardProjection = projection is null ? null : BsonDocument.Parse(projection) },
            Token);
        await InsertAsync("{_id: 3, c: [{d: 'x'}, {d: 'y'}, {d: 'x'}]}", "{_id: 4, b: 9, c: {e: 1}}", "{_id: 5, b: {}}");
        await ReplaceAsync("{_id: 4}", "{_id: 4, b: [], c: {e: 1, f: [[1]]}}");
        await WriteAsync(async session => await session.DeleteAsync(Items, await FirstAsync(session, "{_id: 5}")));
        SearchPlan plan = await Store.ReadOneAsync(session => session.ExplainAsync(Items, Query(query), isExecuted: false, Token), Token);
        Assert.Equal(isUsed ? name : null, plan.Index?.Name);
        foreach (BsonValue? hint in (BsonValue?[])[null, name])
            Assert.Equal(expected, await IdsAsync(Query(query, "{_id: 1}", hint: hint)));
    }

    [Theory]
    [InlineData("{a: 1, b: 1}", 60, null, null)]
    [InlineData("{a: 1}", -1, null, null)]
    [InlineData("{'$**': 1}", 60, null, null)]
    [InlineData("{'$**': 1}", null, null, "{a: 1, b: 0}")]
    [InlineData("{'$**': 1}", null, null, "{a: 'x'}")]
    [InlineData("{'a.$**': 1}", null, null, "{a: 1}")]
    [InlineData("{'$**': -1}", null, null, null)]
    public async Task Options_that_do_not_go_together_are_refused(string fields, int? expires, string? filter, string? projection)
    {
        var definition = new IndexDefinition(BsonDocument.Parse(fields))
        {
            ExpireAfterSeconds = expires,
            PartialFilter = filter is null ? null : BsonDocument.Parse(filter),
            WildcardProjection = projection is null ? null : BsonDocument.Parse(projection),
        };
        DocumentException refused = await Assert.ThrowsAsync<DocumentException>(() => Store.EnsureIndexAsync(Items, definition, Token));
        Assert.Equal(67, refused.Code);
        Assert.Empty(await Store.ListIndexesAsync(Items, Token));
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

    private Task ReplaceAsync(string filter, string document) => WriteAsync(async session =>
        await session.ReplaceAsync(Items, await FirstAsync(session, filter), BsonDocument.Parse(document), ChangeKind.Replace));
}
