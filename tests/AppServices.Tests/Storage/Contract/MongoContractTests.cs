using System.Linq;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Mongo;
using MongoDB.Bson;
using MongoDB.Driver;
using Xunit;

namespace AppServices.Tests.Storage.Contract;

[Collection(MongoDeployment.Name)]
public sealed class MongoDocumentTests(MongoDeployment deployment) : DocumentContract
{
    internal override StoreUnderTest Open() => new MongoUnderTest(deployment.NewDatabases());

    [Theory]
    [InlineData("", true)]
    [InlineData("admin", false)]
    public async Task Databases_of_the_server_and_of_MongoDB_are_empty_to_apps_and_cannot_be_written(string database, bool isState)
    {
        await Store.WriteAsync(new StateWrite.Insert(new StateSchema("users", [], []), new BsonDocument("_id", 1)), Token);
        CollectionName users = new("test/atlas", isState ? Test.StateDatabase!.ToUpperInvariant() : database, "users");
        Assert.Empty(await Store.ReadAsync(session => session.FindAsync(users, Query(), Token), Token).ToListAsync(Token));
        Assert.Equal(0, await Store.ReadOneAsync(session => session.CountAsync(users, Query(), Token), Token));
        Assert.Empty(await Store.ListCollectionsAsync(users.Source, Token));
        Task[] refused =
        [
            WriteAsync(async session => await session.InsertAsync(users, new BsonDocument("_id", 2))), Store.DropAsync(users, Token),
            Store.EnsureIndexAsync(users, new IndexDefinition(new BsonDocument("a", 1)), Token),
            Store.RenameAsync(users, Items, replaces: true, Token),
            Store.WatchAsync(users, null, _ => { }, Token).FirstAsync(Token).AsTask(),
        ];
        foreach (Task task in refused) Assert.Equal(73, (await Assert.ThrowsAsync<DocumentException>(() => task)).Code);
    }
}

[Collection(MongoDeployment.Name)]
public sealed class MongoIndexTests(MongoDeployment deployment) : IndexContract
{
    internal override StoreUnderTest Open() => new MongoUnderTest(deployment.NewDatabases());
}

[Collection(MongoDeployment.Name)]
public sealed class MongoCollectionTests(MongoDeployment deployment) : CollectionContract
{
    internal override StoreUnderTest Open() => new MongoUnderTest(deployment.NewDatabases());
}

[Collection(MongoDeployment.Name)]
public sealed class MongoTransactionTests(MongoDeployment deployment) : TransactionContract
{
    internal override StoreUnderTest Open() => new MongoUnderTest(deployment.NewDatabases());
}

[Collection(MongoDeployment.Name)]
public sealed class MongoChangeTests(MongoDeployment deployment) : ChangeContract
{
    internal override StoreUnderTest Open() => new MongoUnderTest(deployment.NewDatabases());
}

[Collection(MongoDeployment.Name)]
public sealed class MongoPrefixedCollectionTests(MongoDeployment deployment) : CollectionContract
{
    internal override StoreUnderTest Open() => new MongoUnderTest(deployment.NewDatabases("staging-"));
}

[Collection(MongoDeployment.Name)]
public sealed class MongoPrefixedChangeTests(MongoDeployment deployment) : ChangeContract
{
    internal override StoreUnderTest Open() => new MongoUnderTest(deployment.NewDatabases("staging-"));

    [Fact]
    public async Task Databases_with_other_prefixes_are_not_there()
    {
        await using MongoDatabases others = deployment.NewDatabases("other-");
        await using MongoStore other = others.OpenStore();
        await Store.WriteAsync(async session => { await session.InsertAsync(Items, new BsonDocument("_id", 1)); return 0; }, Token);
        Assert.Empty(await other.ListCollectionsAsync(Items.Source, Token));
        Assert.Equal([Items], await Store.ListCollectionsAsync(Items.Source, Token));
        using var client = new MongoClient(deployment.Uri);
        Assert.Equal(1, await client.GetDatabase("staging-" + Items.Database).GetCollection<BsonDocument>(Items.Collection)
            .CountDocumentsAsync(new BsonDocument(), null, Token));
    }
}

[Collection(MongoDeployment.Name)]
public sealed class MongoStateTests(MongoDeployment deployment) : StateContract
{
    [Fact]
    public void These_tests_ran_on_the_MongoDB_of_the_environment() =>
        Assert.SkipWhen(MongoDeployment.Given is null, "APPSERVICES_TEST_MONGODB is not set: the tests ran on our own server.");

    internal override StoreUnderTest Open() => new MongoUnderTest(deployment.NewDatabases());
}
