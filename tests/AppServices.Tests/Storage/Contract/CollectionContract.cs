using System.Linq;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Storage;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Storage.Contract;

/// <summary>What a collection can be told: what its documents must be, and that it shows those of another.</summary>
public abstract class CollectionContract : StoreContract
{
    private static readonly CollectionName s_view = Items with { Collection = "view" };

    [Fact]
    public async Task Documents_are_as_their_collection_asks_for()
    {
        await InsertAsync("{_id: 1, a: 'old'}");
        await SetAsync(Items, "{validator: {a: {$type: 'int'}}}");
        await InsertAsync("{_id: 2, a: 5}");
        DocumentException refused = await Assert.ThrowsAsync<DocumentException>(() => InsertAsync("{_id: 3, a: 'x'}"));
        Assert.Equal((121, 3), (refused.Code, refused.ErrorInfo!["failingDocumentId"].AsInt32));
        Assert.Equal("$type", refused.ErrorInfo["details"]["operatorName"].AsString);
        Assert.Equal(121, (await Assert.ThrowsAsync<DocumentException>(() => ReplaceAsync("{_id: 2}", "{_id: 2, a: 1.5}"))).Code);
        // By default a document that was not so before has to become so.
        Assert.Equal(121, (await Assert.ThrowsAsync<DocumentException>(() => ReplaceAsync("{_id: 1}", "{_id: 1, a: 'new'}"))).Code);
        await SetAsync(Items, "{validator: {a: {$type: 'int'}}, validationLevel: 'moderate'}");
        await ReplaceAsync("{_id: 1}", "{_id: 1, a: 'new'}");
        await ReplaceAsync("{_id: 1}", "{_id: 1, a: 1}");
        Assert.Equal(121, (await Assert.ThrowsAsync<DocumentException>(() => ReplaceAsync("{_id: 1}", "{_id: 1, a: 'x'}"))).Code);
        await WriteAsync(async session =>
        {
            session.BypassesValidation = true;
            await session.InsertAsync(Items, BsonDocument.Parse("{_id: 4}"));
            session.BypassesValidation = false;
        });
        Assert.Equal(121, (await Assert.ThrowsAsync<DocumentException>(() => InsertAsync("{_id: 5}"))).Code);
        await SetAsync(Items, "{validator: {a: {$type: 'int'}}, validationLevel: 'off'}");
        await InsertAsync("{_id: 5}");
        Assert.Equal("1,2,4,5", await IdsAsync());
    }

    [Fact]
    public async Task A_schema_is_a_validator()
    {
        await SetAsync(Items, "{validator: {$jsonSchema: {required: ['a'], properties: {a: {minimum: 3}}}, b: 1}}");
        await InsertAsync("{_id: 1, a: 3, b: 1}");
        DocumentException refused = await Assert.ThrowsAsync<DocumentException>(() => InsertAsync("{_id: 2, a: 2, b: 1}"));
        BsonValue failed = Assert.Single(refused.ErrorInfo!["details"]["clausesNotSatisfied"].AsBsonArray);
        Assert.Equal((0, "$jsonSchema"), (failed["index"].AsInt32, failed["details"]["operatorName"].AsString));
    }

    [Fact]
    public async Task A_view_shows_what_its_pipeline_makes()
    {
        await InsertAsync("{_id: 1, a: 3}", "{_id: 2, a: 1}", "{_id: 3, a: 2}", "{_id: 4, a: -1}");
        await SetAsync(s_view, "{viewOn: 'items', pipeline: [{$match: {a: {$gt: 0}}}, {$set: {b: {$multiply: ['$a', 2]}}}]}");
        Assert.Equal("1,2,3", await ViewIdsAsync(Query()));
        Assert.Equal("1,3", await ViewIdsAsync(Query("{b: {$gt: 2}}")));
        Assert.Equal("2,3", await ViewIdsAsync(Query("{}", "{b: 1}", limit: 2)));
        Assert.Equal("1", await ViewIdsAsync(Query("{}", "{b: 1}", skip: 2)));
        Assert.Equal(2, await Store.ReadOneAsync(session => session.CountAsync(s_view, Query("{b: {$gt: 2}}"), Token), Token));
        Assert.Null(await Store.ReadOneAsync(session => session.MeasureAsync(s_view), Token));
        Assert.Equal("items,view", string.Join(',', (await Store.ListCollectionsAsync(Items.Source, Token)).Select(each => each.Collection).Order()));
        // It is read anew each time, also in the middle of a write.
        await WriteAsync(async session =>
        {
            await session.InsertAsync(Items, BsonDocument.Parse("{_id: 5, a: 9}"));
            Assert.Equal(4, await session.CountAsync(s_view, Query(), Token));
        });
        await Store.DropAsync(s_view, Token);
        Assert.Equal("", await ViewIdsAsync(Query()));
        Assert.Equal("1,2,3,4,5", await IdsAsync());
    }

    [Fact]
    public async Task A_view_may_be_of_a_view_and_look_into_the_same_collection()
    {
        await InsertAsync("{_id: 1, parent: 2}", "{_id: 2, parent: 3}", "{_id: 3}");
        await SetAsync(
            s_view,
            "{viewOn: 'items', pipeline: [{$lookup: {from: 'items', let: {p: '$parent'}, pipeline: [{$match: {$expr: {$eq: ['$_id', '$$p']}}}], as: 'found'}}]}");
        CollectionName second = s_view with { Collection = "second" };
        await SetAsync(second, "{viewOn: 'view', pipeline: [{$match: {'found._id': 2}}]}");
        Assert.Equal("1,2,3", await ViewIdsAsync(Query()));
        Assert.Equal("1", Ids(await Store.ReadAsync(session => session.FindAsync(second, Query(), Token), Token).ToListAsync(Token)));
    }

    [Fact]
    public async Task Nothing_is_written_to_a_view()
    {
        await InsertAsync("{_id: 1}");
        await SetAsync(s_view, "{viewOn: 'items', pipeline: []}");
        foreach (Task write in (Task[])
        [
            WriteAsync(async session => await session.InsertAsync(s_view, BsonDocument.Parse("{_id: 2}"))),
            WriteAsync(async session => await session.DeleteAsync(s_view, await FirstAsync(session, "{_id: 1}"))),
            WriteAsync(async session => await session.SetOptionsAsync(s_view, CollectionOptions.None)),
            WriteAsync(async session => await session.SetOptionsAsync(Items, new(BsonDocument.Parse("{viewOn: 'x', pipeline: []}")))),
            Store.EnsureIndexAsync(s_view, new IndexDefinition(new BsonDocument("a", 1)), Token),
            Store.RenameAsync(s_view, s_view with { Collection = "other" }, replaces: false, Token),
        ])
        {
            Assert.Contains((await Assert.ThrowsAsync<DocumentException>(() => write)).Code, (int[])[166, 48]);
        }
        Assert.Equal("1", await IdsAsync());
    }

    [Fact]
    public async Task Options_are_there_until_the_collection_is_dropped()
    {
        Assert.Null(await OptionsAsync(Items));
        await SetAsync(Items, "{validator: {a: 1}, validationLevel: 'strict', validationAction: 'error'}");
        Assert.Equal(BsonDocument.Parse("{a: 1}"), (await OptionsAsync(Items))!.Validator);
        await Store.RenameAsync(Items, Items with { Collection = "other" }, replaces: false, Token);
        Assert.Equal(BsonDocument.Parse("{a: 1}"), (await OptionsAsync(Items with { Collection = "other" }))!.Validator);
        await Store.DropAsync(Items with { Collection = "other" }, Token);
        await InsertAsync("{_id: 1}");
        Assert.Equal(CollectionOptions.None, await OptionsAsync(Items));
    }

    private ValueTask<CollectionOptions?> OptionsAsync(CollectionName collection) =>
        Store.ReadOneAsync(session => session.OptionsAsync(collection), Token);

    internal Task SetAsync(CollectionName collection, string options) =>
        WriteAsync(async session => await session.SetOptionsAsync(collection, new CollectionOptions(BsonDocument.Parse(options))));

    private Task ReplaceAsync(string filter, string document) => WriteAsync(async session =>
        await session.ReplaceAsync(Items, await FirstAsync(session, filter), BsonDocument.Parse(document), ChangeKind.Replace));

    private async Task<string> ViewIdsAsync(StoreQuery query) =>
        Ids(await Store.ReadAsync(session => session.FindAsync(s_view, query, Token), Token).ToListAsync(Token));
}
