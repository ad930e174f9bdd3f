using System;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Functions.Data;

/// <summary>The options of a collection's methods in functions: each is honoured, or refused by name with nothing changed (app-folder 5.2).</summary>
public sealed class OptionTests
{
    private const string One = "{_id: 1, n: 2, limit: 5}";
    private const string Two = "{_id: 2, n: 1, limit: 6}";
    private const string Three = "{_id: 3, n: 3, limit: 7}";

    private const string Ids = "const ids = async c => (await c.toArray()).map(d => d._id).join();";

    [Theory]
    [InlineData("ids(items.find({}, { sort: { n: 1 }, limit: 1 }))", "\"2\"")]
    [InlineData("ids(items.find({}, { sort: { n: 1 } }))", "\"2,1,3\"")]
    [InlineData("ids(items.find({}, { sort: { n: 1 }, skip: 1, limit: 1, projection: { _id: 1 } }))", "\"1\"")]
    [InlineData("ids(items.find({}, { limit: 2 }))", "\"1,2\"")]
    [InlineData("ids(items.find({}, { limit: -2 }))", "\"1,2\"")]
    [InlineData("ids(items.find({}, null, { sort: { n: -1 }, limit: 2 }))", "\"3,1\"")]
    [InlineData("ids(items.find({}, {}, { sort: { n: -1 }, skip: 2 }))", "\"2\"")]
    [InlineData("ids(items.find({}, { hint: '_id_' }))", "\"1,2,3\"")]
    [InlineData("ids(items.find({}, { hint: { $natural: -1 } }))", "\"3,2,1\"")]
    [InlineData("ids(items.find({}).sort({ $natural: -1 }))", "\"3,2,1\"")]
    [InlineData("ids(items.find({}).sort({ $natural: 1 }))", "\"1,2,3\"")]
    [InlineData("ids(items.find().sort({ n: 1 }).skip(1).limit(-1))", "\"1\"")]
    [InlineData("ids(items.find({}, { collation: { locale: 'simple' }, maxTimeMS: 1000, comment: 'x' }))", "\"1,2,3\"")]
    [InlineData("items.findOne({}, { sort: { n: 1 }, projection: { n: 1, _id: 0 } })", """{"n":{"$numberInt":"1"}}""")]
    [InlineData("items.findOne({}, { _id: 0, n: 1 }, { sort: { n: -1 }, skip: 1 })", """{"n":{"$numberInt":"2"}}""")]
    [InlineData("items.findOne({}, { limit: 1, _id: 0 })", """{"limit":{"$numberInt":"5"}}""")]
    [InlineData("items.findOne({}, { limit: 1 })", """{"_id":{"$numberInt":"1"},"limit":{"$numberInt":"5"}}""")]
    [InlineData("items.findOne({}, { limit: true })", """{"_id":{"$numberInt":"1"},"limit":{"$numberInt":"5"}}""")]
    [InlineData("items.findOne({}, { limit: '$n', _id: 0 })", """{"limit":{"$numberInt":"2"}}""")]
    [InlineData("items.findOne({}, { limit: { $add: ['$n', 1] }, _id: 0 })", """{"limit":{"$numberInt":"3"}}""")]
    [InlineData("items.findOne({}, { limit: BSON.Int32(1), _id: 0 })", """{"limit":{"$numberInt":"5"}}""")]
    [InlineData("items.findOne({}, { limit: { $not: ['$n'] }, _id: 0 })", """{"limit":false}""")]
    [InlineData("items.findOne({}, { limit: BSON.Long(2), sort: {} }).then(d => d._id)", """{"$numberInt":"1"}""")]
    [InlineData("items.count({}, { skip: 1 })", """{"$numberLong":"2"}""")]
    [InlineData("items.count({}, { skip: 1, limit: -1 })", """{"$numberLong":"1"}""")]
    [InlineData("items.distinct('n', {}, { hint: '_id_' })", """[{"$numberInt":"1"},{"$numberInt":"2"},{"$numberInt":"3"}]""")]
    [InlineData("ids(items.aggregate([{ $match: {} }], { hint: { $natural: -1 }, allowDiskUse: true, cursor: null }))", "\"3,2,1\"")]
    [InlineData("ids(items.find({}, undefined, { sort: undefined, limit: null, collation: undefined }))", "\"1,2,3\"")]
    public async Task Reads_honour_it(string call, string expected) =>
        Assert.Equal(expected, await DataApp.RunAsync($"{Ids} return await {call};", One, Two, Three));

    [Theory]
    [InlineData("items.updateOne({}, { $set: { n: 9 } }, { sort: { n: 1 } })", "2")]
    [InlineData("items.updateOne({}, { $set: { n: 9 } }, { hint: { $natural: -1 } })", "3")]
    [InlineData("items.findOneAndUpdate({}, { $set: { n: 9 } }, { sort: { n: -1 }, hint: '_id_' })", "3")]
    [InlineData("items.bulkWrite([{ updateOne: { filter: {}, update: { $set: { n: 9 } }, sort: { n: 1 } } }])", "2")]
    [InlineData("items.bulkWrite([{ replaceOne: { filter: {}, replacement: { n: 9 }, sort: { n: -1 } } }])", "3")]
    [InlineData("items.bulkWrite([{ updateMany: { filter: { _id: 1 }, update: { $set: { n: 9 } }, collation: { locale: 'simple' }, hint: '_id_', upsert: null } }])", "1")]
    [InlineData("items.bulkWrite([{ insertOne: { document: { _id: 1 } } }, { insertOne: { document: { _id: 4, n: 9 } } }], { ordered: false }).catch(e => 0)", "4")]
    [InlineData("items.insertMany([{ _id: 1 }, { _id: 4, n: 9 }], { ordered: false }).catch(e => 0)", "4")]
    [InlineData("(b => (b.find({}).replaceOne({ n: 9 }, { sort: { n: 1 } }), b.execute()))(items.initializeOrderedBulkOp())", "2")]
    [InlineData("(b => (b.find({ _id: 4 }).updateOne({ $set: { n: 9 } }, { upsert: true }), b.execute()))(items.initializeUnorderedBulkOp())", "4")]
    [InlineData("items.updateOne({ _id: 4 }, { $set: { n: 9 } }, { upsert: 1 })", "4")]
    public async Task Writes_honour_it(string call, string changed) =>
        Assert.Equal($"\"{changed}\"", await DataApp.RunAsync($"{Ids} await {call}; return ids(items.find({{ n: 9 }}));", One, Two, Three));

    [Theory]
    [InlineData("items.find({}, { sort: { n: 1 }, foo: 1 })", "and 'sort' is an option: pass find(query, projection, options)")]
    [InlineData("items.find({}, { sort: { n: 1 } }, { limit: 1 })", "and 'sort' is an option: pass find(query, projection, options)")]
    [InlineData("items.findOne({}, { session: client.startSession(), n: 1 })", "and 'session' is an option: pass findOne(query, projection, options)")]
    [InlineData("items.find({}, { n: 1 }, { foo: 1 })", "BSON field 'find.foo' is an unknown field.")]
    [InlineData("items.find({}, { n: 1 }, { projection: { limit: 1 } })", "the projection of find is given twice")]
    [InlineData("items.find({}, {}, 5)", "the options of find must be a document")]
    [InlineData("items.find({}, {}, [])", "the options of find must be a document")]
    [InlineData("items.find({}, {}, { limit: 'x' })", "'limit' must be a number")]
    [InlineData("items.find().limit('x')", "'limit' must be a number")]
    [InlineData("items.find().skip(-1)", "BSON field 'skip' value must be >= 0")]
    [InlineData("items.find().sort(1)", "'sort' must be a document")]
    [InlineData("items.find({}, {}, { collation: { locale: 'de' } })", "collation is not supported")]
    [InlineData("items.find({}, { collation: { locale: 'de' } })", "collation is not supported")]
    [InlineData("items.find({}, {}, { hint: 'nope' }).toArray()", "hint provided does not correspond to an existing index")]
    [InlineData("items.find({}, {}, { let: { x: 1 } })", "'let' of find is not supported")]
    [InlineData("items.find({}, {}, { session: {} })", "'session' must be what startSession() returned")]
    [InlineData("items.findOne({}, {}, { foo: 1 })", "'findOne.foo'")]
    [InlineData("items.count({}, { foo: 1 })", "'count.foo'")]
    [InlineData("items.distinct('n', {}, { foo: 1 })", "'distinct.foo'")]
    [InlineData("items.distinct('n', {}, { collation: { locale: 'de' } })", "collation is not supported")]
    [InlineData("items.aggregate([], { foo: 1 })", "'aggregate.foo'")]
    [InlineData("items.aggregate([], { hint: 'nope' }).toArray()", "hint provided")]
    [InlineData("client.db('shop').aggregate([], { foo: 1 })", "'aggregate.foo'")]
    [InlineData("items.insertOne({ _id: 9 }, { foo: 1 })", "'insertOne.foo'")]
    [InlineData("items.insertMany([{ _id: 9 }], { order: false })", "'insertMany.order'")]
    [InlineData("items.updateOne({}, { $set: { n: 9 } }, { multi: true })", "'updateOne.multi'")]
    [InlineData("items.updateMany({}, { $set: { n: 9 } }, { sort: { n: 1 } })", "'updateMany.sort'")]
    [InlineData("items.updateMany({}, { $set: { n: 9 } }, { upsert: 'yes' })", "'upsert' must be true or false")]
    [InlineData("items.updateMany({}, { $set: { n: 9 } }, true)", "the options of updateMany must be a document")]
    [InlineData("items.deleteOne({}, { sort: { n: 1 } })", "'deleteOne.sort'")]
    [InlineData("items.deleteMany({}, { limit: 1 })", "'deleteMany.limit'")]
    [InlineData("items.deleteMany({}, { session: 'x' })", "'session' must be")]
    [InlineData("items.findOneAndUpdate({}, { $set: { n: 9 } }, { returnDocument: 'after' })", "'findOneAndUpdate.returnDocument'")]
    [InlineData("items.findOneAndReplace({}, { n: 9 }, { arrayFilters: [] })", "'findOneAndReplace.arrayFilters'")]
    [InlineData("items.findOneAndDelete({}, { foo: 1 })", "'findOneAndDelete.foo'")]
    [InlineData("items.bulkWrite([{ deleteMany: { filter: {} } }], { foo: 1 })", "'bulkWrite.foo'")]
    [InlineData("items.bulkWrite([{ updateOne: { filter: {}, update: { $set: { n: 9 } }, collation: { locale: 'de' } } }])", "collation is not supported")]
    [InlineData("items.bulkWrite([{ deleteMany: { filter: {}, collation: { locale: 'de', strength: 2 } } }])", "collation is not supported")]
    [InlineData("items.bulkWrite([{ deleteMany: { query: { _id: 9 } } }])", "'deleteMany.query'")]
    [InlineData("items.bulkWrite([{ deleteMany: {} }])", "'filter' is a required document")]
    [InlineData("items.bulkWrite([{ deleteMany: { filter: 'x' } }])", "'filter' must be a document")]
    [InlineData("items.bulkWrite([{ updateMany: { filter: {}, update: { $set: { n: 9 } }, arrayFilters: 5 } }])", "'arrayFilters' must be an array")]
    [InlineData("items.bulkWrite([{ updateMany: { filter: {}, update: { $set: { n: 9 } }, sort: { n: 1 } } }])", "'updateMany.sort'")]
    [InlineData("items.bulkWrite([{ replaceOne: { filter: {}, replacement: { n: 9 }, arrayFilters: [] } }])", "'replaceOne.arrayFilters'")]
    [InlineData("items.bulkWrite([{ insertOne: { document: { _id: 9 }, upsert: true } }])", "'insertOne.upsert'")]
    [InlineData("items.bulkWrite([{ deleteOne: { filter: {}, hint: 'nope' } }])", "hint provided")]
    [InlineData("items.initializeOrderedBulkOp({ foo: 1 })", "'bulkWrite.foo'")]
    [InlineData("items.initializeOrderedBulkOp().find({}).updateOne({ $set: { n: 9 } }, { collation: { locale: 'de' } })", "collation is not supported")]
    [InlineData("items.initializeOrderedBulkOp().find({}).remove({ foo: 1 })", "'deleteMany.foo'")]
    [InlineData("(b => (b.find({}).remove(), b.execute({ foo: 1 })))(items.initializeOrderedBulkOp())", "'bulkWrite.foo'")]
    [InlineData("client.startSession({ foo: 1 })", "'startSession.foo'")]
    [InlineData("client.startSession().startTransaction({ foo: 1 })", "'startTransaction.foo'")]
    [InlineData("client.startSession().withTransaction(async () => 1, { foo: 1 })", "'withTransaction.foo'")]
    [InlineData("(s => (s.endSession(), items.deleteMany({}, { session: s })))(client.startSession())", "Cannot use a session that has ended")]
    public async Task What_a_method_does_not_have_is_refused_by_name_and_nothing_is_changed(string call, string message)
    {
        string result = await DataApp.RunAsync(
            $"{Ids} let text = 'nothing'; try {{ await {call}; }} catch (e) {{ text = e.message; }} return [text, await ids(items.find({{ n: {{ $lt: 9 }} }}))];", One, Two, Three);
        Assert.Contains(message, result, StringComparison.Ordinal);
        Assert.EndsWith(",\"1,2,3\"]", result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bulk_operations_join_a_transaction_by_either_of_their_options() => Assert.Equal(
        """[{"$numberLong":"0"},{"$numberLong":"0"}]""",
        await DataApp.RunAsync("""
            const counts = [];
            for (const early of [true, false]) {
              const session = client.startSession();
              session.startTransaction({ readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' }, readPreference: 'primary' });
              const bulk = items.initializeOrderedBulkOp(early ? { session } : {});
              bulk.insert({ _id: early });
              await bulk.execute(early ? undefined : { session });
              await session.abortTransaction();
              counts.push(await items.count());
            }
            return counts;
            """));
}
