using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Functions;
using AppServices.Server.NodeJs;
using AppServices.Server.Settings;
using AppServices.Tests.NodeJs;
using Xunit;

namespace AppServices.Tests.Functions.Data;

/// <summary>Transactions in functions (app-folder 5.1).</summary>
public sealed class SessionTests
{
    [Fact]
    public async Task All_of_a_transaction_is_done_or_nothing()
    {
        await using DataApp app = await DataApp.CreateAsync("""
            const session = client.startSession();
            try {
              await session.withTransaction(async () => {
                await items.insertOne({ _id: 1 }, { session });
                await items.updateOne({ _id: 1 }, { $set: { a: 1 } }, { session });
                throw new Error('changed my mind');
              });
            } catch (e) { return [e.message, await items.count()]; }
            finally { await session.endSession(); }
            """);
        Assert.Equal("""["changed my mind",{"$numberLong":"0"}]""", await app.App.CallAsync());
    }

    [Fact]
    public async Task A_transaction_returns_what_its_function_returns()
    {
        await using DataApp app = await DataApp.CreateAsync("""
            const session = client.startSession();
            return await session.withTransaction(async () => {
              await items.insertOne({ _id: 1 }, { session });
              return [await items.count({}, { session }), await items.count()];
            });
            """);
        Assert.Equal("""[{"$numberLong":"1"},{"$numberLong":"0"}]""", await app.App.CallAsync());
        Assert.Equal("1", await app.IdsAsync());
    }

    [Fact]
    public async Task Steps_can_be_made_one_by_one()
    {
        await using DataApp app = await DataApp.CreateAsync("""
            const session = client.startSession();
            session.startTransaction();
            await items.insertOne({ _id: 1 }, { session });
            await session.commitTransaction();
            session.startTransaction();
            await items.insertOne({ _id: 2 }, { session });
            await session.abortTransaction();
            session.endSession();
            return items.find();
            """);
        Assert.Equal("""[{"_id":{"$numberInt":"1"}}]""", await app.App.CallAsync());
    }

    [Fact]
    public async Task A_function_that_forgets_to_commit_changes_nothing_and_holds_up_nobody()
    {
        await using DataApp app = await DataApp.CreateAsync("""
            const session = client.startSession();
            session.startTransaction();
            await items.insertOne({ _id: 1 }, { session });
            """);
        await app.App.CallAsync();
        Assert.Equal("", await app.IdsAsync());
        await app.App.CallAsync();
    }

    [Fact]
    public async Task Transactions_that_meet_are_repeated()
    {
        await using DataApp app = await DataApp.CreateAsync(
            """
            const session = client.startSession();
            await session.withTransaction(async () => {
              const counter = await items.findOne({ _id: 1 }, { session });
              await items.updateOne({ _id: 1 }, { $set: { n: counter.n + 1 } }, { session });
            });
            """,
            "{_id: 1, n: 0}");
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => app.App.CallAsync(), Storage.TestStore.Token)));
        MongoDB.Bson.BsonDocument counter = (await Storage.TestStore.FindAsync(app.Store))[0];
        Assert.Equal(12, counter["n"].AsInt32);
    }

    [Fact]
    public async Task A_write_that_would_wait_for_its_own_function_is_refused() => Assert.Equal(
        "[\"a write without { session } would wait for this function's own transaction; pass the session\",{\"$numberLong\":\"1\"}]",
        await DataApp.RunAsync("""
            const session = client.startSession();
            session.startTransaction();
            await items.insertOne({ _id: 1 }, { session });
            let told;
            try { await items.insertOne({ _id: 2 }); } catch (error) { told = error.message; }
            await session.commitTransaction();
            await items.insertOne({ _id: 3 });
            await items.deleteOne({ _id: 1 });
            return [told, await items.count()];
            """));

    [Theory]
    [InlineData("await own; await context.services.get('atlas').db('shop').collection('audit').insertOne({})", Outside)]
    [InlineData("await Promise.all([own, context.services.get('atlas').db('shop').collection('audit').insertOne({})])", Outside)]
    [InlineData("await own; await context.functions.execute('writes')", Outside)]
    [InlineData("await own; await context.functions.execute('copies')", Outside)]
    [InlineData(
        "await own; const other = client.startSession(); other.startTransaction(); await items.insertOne({}, { session: other })",
        "a write in this session would wait for this function's transaction in another one; end that one first")]
    public async Task A_write_that_would_wait_is_refused_wherever_in_the_call_it_is(string write, string told)
    {
        await using DataApp app = await DataApp.CreateAsync($$"""
            const session = client.startSession();
            try {
              await session.withTransaction(async () => { const own = items.insertOne({}, { session }); {{write}}; });
            } catch (e) { return [e.message, await items.count()]; }
            """);
        app.App.Add("writes", "exports = () => context.services.get('atlas').db('shop').collection('audit').insertMany([{}]);")
            .Add(new FunctionDefinition(
                "copies", "exports = () => context.services.get('atlas').db('shop').collection('items').aggregate([{ $out: 'copy' }]).toArray();", "copies.js")
            {
                RunAsSystem = true,
            });
        string expected = $$"""["{{told}}",{"$numberLong":"0"}]""";
        Assert.Equal(expected, await app.App.CallAsync());
        await using NodeEngine engine = EngineApps.Start(app.App, new NodeSettings { Workers = 1 });
        Assert.Equal(expected, await app.App.CallAsync());
    }

    private const string Outside = "a write without { session } would wait for this function's own transaction; pass the session";

    [Fact]
    public async Task Another_store_has_writes_while_a_transaction_is_open()
    {
        await using var other = new Storage.TestStore();
        await using DataApp app = await DataApp.CreateAsync("""
            const session = client.startSession();
            await session.withTransaction(async () => {
              await items.insertOne({}, { session });
              await context.services.get('other').db('shop').collection('items').insertOne({ _id: 1 });
            });
            """);
        app.App.Data["other"] = app.App.Data["atlas"] with { Name = "other", Store = other.Store };
        await app.App.CallAsync();
        Assert.Equal("1", await other.IdsAsync("{}", "{_id: 1}"));
    }
}
