using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Functions;
using AppServices.Server.Functions.Data;
using Xunit;

namespace AppServices.Tests.Functions.Data;

/// <summary>What functions can do with a collection (app-folder 5.2).</summary>
public sealed class CollectionTests
{
    private const string One = "{_id: 1, a: 'x', n: 5}";
    private const string Two = "{_id: 2, a: 'y', n: NumberLong(7), tags: ['p', 'q']}";

    [Theory]
    [InlineData("return (await items.findOne({ _id: 1 })).a", "\"x\"")]
    [InlineData("return await items.findOne({ _id: 9 })", "null")]
    [InlineData("return (await items.findOne({ _id: 9 })) === null", "true")]
    [InlineData("return await items.findOne()", """{"_id":{"$numberInt":"1"},"a":"x","n":{"$numberInt":"5"}}""")]
    [InlineData("return await items.findOne({ _id: 2 })", """{"_id":{"$numberInt":"2"},"a":"y","n":{"$numberLong":"7"},"tags":["p","q"]}""")]
    [InlineData("return (await items.find({ n: { $gt: 5 } }).toArray()).map(d => d._id)", """[{"$numberInt":"2"}]""")]
    [InlineData("return (await items.find().sort({ n: -1 }).limit(1).toArray())[0].a", "\"y\"")]
    [InlineData("return (await items.find().sort({ _id: 1 }).skip(1).toArray()).length", """{"$numberInt":"1"}""")]
    [InlineData("return await items.count()", """{"$numberLong":"2"}""")]
    [InlineData("return await items.count({ a: 'x' })", """{"$numberLong":"1"}""")]
    [InlineData("return await items.distinct('tags')", """["p","q"]""")]
    [InlineData("const c = items.find(); return [(await c.next())._id, (await c.next())._id, await c.next()]", """[{"$numberInt":"1"},{"$numberInt":"2"},{"$undefined":true}]""")]
    [InlineData("const seen = []; await items.find().forEach(d => seen.push(d.a)); return seen", """["x","y"]""")]
    [InlineData("const seen = []; for await (const d of items.find()) seen.push(d.a); return seen", """["x","y"]""")]
    [InlineData("let c = await items.find({ _id: 1 }); c = await c.toArray(); return c.length", """{"$numberInt":"1"}""")]
    public async Task Reads_it(string body, string expected) => Assert.Equal(expected, await DataApp.RunAsync(body, One, Two));

    [Fact]
    public async Task It_has_none_of_the_methods_that_check_says_it_has_not() => Assert.Equal(
        "[]",
        await DataApp.RunAsync($"return [{string.Join(',', UnsupportedMethods.All.Select(name => $"'{name}'"))}].filter(name => name in items)"));

    [Theory]
    [InlineData("return items.find({ _id: 1 })", """[{"_id":{"$numberInt":"1"},"a":"x","n":{"$numberInt":"5"}}]""")]
    [InlineData("return { found: items.find({ _id: 1 }, { a: 1, _id: 0 }), count: items.count() }", """{"found":[{"a":"x"}],"count":{"$numberLong":"2"}}""")]
    public async Task A_cursor_that_is_returned_becomes_its_documents(string body, string expected) =>
        Assert.Equal(expected, await DataApp.RunAsync(body, One, Two));

    [Theory]
    [InlineData("return await items.insertOne({ _id: 'new', d: new Date(0), u: undefined })", """{"insertedId":"new"}""", "1,2,new")]
    [InlineData("return (await items.insertOne({})).insertedId instanceof BSON.ObjectId", "true", null)]
    [InlineData("return await items.insertMany([{ _id: 3 }, { _id: 4 }])", """{"insertedIds":[{"$numberInt":"3"},{"$numberInt":"4"}]}""", "1,2,3,4")]
    [InlineData("return await items.updateOne({ _id: 1 }, { $inc: { n: 1 } })", """{"matchedCount":{"$numberInt":"1"},"modifiedCount":{"$numberInt":"1"}}""", "1,2")]
    [InlineData("return await items.updateMany({}, { $set: { a: 'x' } })", """{"matchedCount":{"$numberInt":"2"},"modifiedCount":{"$numberInt":"1"}}""", "1,2")]
    [InlineData("return await items.updateOne({ _id: 3 }, { $set: { a: 1 } }, { upsert: true })", """{"matchedCount":{"$numberInt":"0"},"modifiedCount":{"$numberInt":"0"},"upsertedId":{"$numberInt":"3"}}""", "1,2,3")]
    [InlineData("return await items.updateOne({ _id: 2 }, { $set: { 'tags.$[t]': 'z' } }, { arrayFilters: [{ t: 'p' }] }), (await items.findOne({ _id: 2 })).tags", """["z","q"]""", "1,2")]
    [InlineData("return await items.replaceOne({ _id: 1 }, { b: 1 }), await items.findOne({ _id: 1 })", """{"_id":{"$numberInt":"1"},"b":{"$numberInt":"1"}}""", "1,2")]
    [InlineData("return await items.replaceOne({}, { b: 1 }, { sort: { _id: -1 } })", """{"matchedCount":{"$numberInt":"1"},"modifiedCount":{"$numberInt":"1"}}""", "1,2")]
    [InlineData("return await items.replaceOne({ _id: 3 }, { b: 1 }, { upsert: true })", """{"matchedCount":{"$numberInt":"0"},"modifiedCount":{"$numberInt":"0"},"upsertedId":{"$numberInt":"3"}}""", "1,2,3")]
    [InlineData("return await items.replaceOne({ _id: 1 }, { $set: { b: 1 } }).catch(e => e.message)", "\"(BadValue) the replace operation document must not contain atomic operators\"", "1,2")]
    [InlineData("try { return await items.replaceOne({ _id: 1 }); } catch (e) { return e.message; }", "\"the replacement must be a document\"", "1,2")]
    [InlineData("return await items.deleteOne({ a: 'x' })", """{"deletedCount":{"$numberInt":"1"}}""", "2")]
    [InlineData("return await items.deleteMany({})", """{"deletedCount":{"$numberInt":"2"}}""", "")]
    [InlineData("return (await items.findOneAndUpdate({ _id: 1 }, { $inc: { n: 1 } })).n", """{"$numberInt":"5"}""", "1,2")]
    [InlineData("return (await items.findOneAndUpdate({ _id: 1 }, { $inc: { n: 1 } }, { returnNewDocument: true })).n", """{"$numberInt":"6"}""", "1,2")]
    [InlineData("return await items.findOneAndReplace({ _id: 1 }, { b: 1 }, { returnNewDocument: true })", """{"_id":{"$numberInt":"1"},"b":{"$numberInt":"1"}}""", "1,2")]
    [InlineData("return (await items.findOneAndDelete({}, { sort: { _id: -1 }, projection: { a: 1 } }))", """{"_id":{"$numberInt":"2"},"a":"y"}""", "1")]
    [InlineData("return await items.findOneAndUpdate({ _id: 9 }, { $set: { a: 1 } })", "null", "1,2")]
    [InlineData("return await items.bulkWrite([{ insertOne: { document: { _id: 3 } } }, { deleteOne: { filter: { _id: 1 } } }])", "null", "2,3")]
    [InlineData("const b = items.initializeOrderedBulkOp(); b.insert({ _id: 3 }); b.find({ _id: 1 }).remove(); return await b.execute()", "null", "2,3")]
    public async Task Writes_it(string body, string expected, string? ids)
    {
        await using DataApp app = await DataApp.CreateAsync(body, One, Two);
        Assert.Equal(expected, await app.App.CallAsync());
        if (ids is not null) Assert.Equal(ids, await app.IdsAsync());
    }

    [Theory]
    [InlineData("await items.insertOne({ _id: 1 })", "Duplicate key error")]
    [InlineData("await items.insertMany([])", "must provide at least one element")]
    [InlineData("await items.find({ $who: 1 }).toArray()", "unknown top level operator: $who")]
    [InlineData("await items.updateOne({}, { $who: { a: 1 } })", "Unknown modifier: $who")]
    [InlineData("await items.findOneAndReplace({}, { $set: { a: 1 } })", "the replace operation document must not contain atomic operators")]
    [InlineData("await items.insertOne(5)", "the document must be a document")]
    [InlineData("await client.admin().getDBNames()", "needs a function that runs as system")]
    public async Task Says_what_the_database_refuses(string body, string expected)
    {
        await using DataApp app = await DataApp.CreateAsync(body, One);
        FunctionException error = await app.App.FailAsync();
        Assert.Equal("FunctionExecutionError", error.Code);
        Assert.Contains(expected, error.Message, System.StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_can_be_caught_and_has_its_number() => Assert.Equal(
        """{"$numberInt":"11000"}""",
        await DataApp.RunAsync("try { await items.insertOne({ _id: 1 }); } catch (e) { return e.code; }", One));

    [Fact]
    public async Task Ordered_inserts_keep_what_came_before_the_error()
    {
        await using DataApp app = await DataApp.CreateAsync("await items.insertMany([{ _id: 3 }, { _id: 1 }, { _id: 4 }])", One);
        await app.App.FailAsync();
        Assert.Equal("1,3", await app.IdsAsync());
    }

    [Fact]
    public async Task What_is_not_awaited_is_done_before_the_answer()
    {
        await using DataApp app = await DataApp.CreateAsync("items.insertOne({ _id: 1 }); items.deleteOne({ _id: 7 }); return 1;", "{_id: 7}");
        Assert.Equal("""{"$numberInt":"1"}""", await app.App.CallAsync());
        Assert.Equal("1", await app.IdsAsync());
    }

    [Fact]
    public async Task A_filter_on_something_undefined_does_not_match_everything()
    {
        await using DataApp app = await DataApp.CreateAsync("return await items.deleteMany({ a: args[0] })", One, Two);
        Assert.Equal("""{"deletedCount":{"$numberInt":"0"}}""", await app.App.CallAsync());
    }

    [Fact]
    public async Task An_unknown_service_is_undefined() =>
        Assert.Equal("true", await new FunctionFixture("exports = () => context.services.get('nope') === undefined").CallAsync());

    [Fact]
    public async Task Many_operations_run_at_once() => Assert.Equal(
        """{"$numberLong":"300"}""",
        await DataApp.RunAsync("await Promise.all([...Array(300).keys()].map(i => items.insertOne({ _id: i }))); return items.count();"));

    [Fact]
    public async Task A_collation_is_refused_rather_than_ignored() => Assert.Equal(
        "\"(CommandNotSupported) collation is not supported by the embedded database\"",
        await DataApp.RunAsync("try { await items.findOne({}, {}, { collation: { locale: 'de' } }); } catch (error) { return error.message; }"));

    [Theory]
    [InlineData("{ $match: {} }", "\"(InvalidNamespace) {aggregate: 1} is not valid for '$match' in database 'shop'; a collection is required. 73\"")]
    [InlineData("{ $who: 1 }", "\"(Location40324) Unrecognized pipeline stage name: '$who' 40324\"")]
    public async Task An_aggregation_of_a_database_needs_a_stage_that_makes_documents(string stage, string told) => Assert.Equal(
        told, await DataApp.RunAsync($$"""try { await client.db('shop').aggregate([{{stage}}]).toArray(); } catch (error) { return `${error.message} ${error.code}`; }"""));
}
