using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Rules;

/// <summary>Validation of writes by <c>schema.json</c> (app-folder 6.9, 6.10).</summary>
public sealed class SchemaTests
{
    private const string Schema = """
        {"title":"Item","bsonType":"object","required":["_id","name"],"additionalProperties":false,
         "properties":{
           "_id":{"bsonType":"int"},
           "name":{"bsonType":"string","minLength":2,"maxLength":5,"pattern":"^[a-z]"},
           "price":{"bsonType":"double","minimum":0,"exclusiveMinimum":true,"maximum":100},
           "count":{"bsonType":"long","multipleOf":5},
           "kind":{"enum":["a","b",3]},
           "mixed":{"bsonType":"mixed"},
           "either":{"bsonType":["string","bool"]},
           "one":{"oneOf":[{"bsonType":"int"},{"minimum":5}]},
           "owner":{"bsonType":"objectId"},
           "key":{"bsonType":"uuid"},
           "when":{"bsonType":"date"},
           "tags":{"bsonType":"array","items":{"bsonType":"string"},"minItems":1,"maxItems":2,"uniqueItems":true},
           "home":{"bsonType":"object","required":["city"],"properties":{"city":{"bsonType":"string"}},"patternProperties":{"^x":{"bsonType":"int"}},"additionalProperties":{"bsonType":"bool"},"maxProperties":3},
           "stock":{"bsonType":"int","validate":{"%or":[{"%%prev":{"%exists":false}},{"%%this":{"%lte":"%%prev"}}]}}},
         "dependencies":{"price":["count"]}}
        """;

    [Theory]
    [InlineData("""{"name":"abc"}""")]
    [InlineData("""{"name":"abc","price":{"$numberDouble":"1.5"},"count":10}""")]
    [InlineData("""{"name":"abc","count":{"$numberDouble":"10.0"},"kind":3,"mixed":[1],"either":true,"one":3}""")]
    [InlineData("""{"name":"abc","owner":{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"},"key":{"$binary":{"base64":"AAAAAAAAAAAAAAAAAAAAAA==","subType":"04"}},"when":{"$date":0}}""")]
    [InlineData("""{"name":"abc","tags":["a","b"],"home":{"city":"x","xs":1,"other":true},"owner":null}""")]
    public async Task A_document_that_is_as_it_says_is_inserted(string fields)
    {
        await using RuledServer server = await WithSchemaAsync();
        Assert.Equal("""{"insertedId":1}""", await server.ResultAsync(server.Mia, "insertOne", $$"""{"document":{"_id":1,{{fields[1..]}}}"""));
    }

    // Of the schema's two to five characters, whatever is seen of them as one.
    [Theory]
    [InlineData("""{"name":"a\r\nbc"}""", true)]
    [InlineData("""{"name":"a\r\nbcd"}""", false)]
    [InlineData("""{"name":"e\u0301"}""", true)]
    [InlineData("""{"name":"a😀😀😀😀"}""", true)]
    [InlineData("""{"name":"a👨‍👩‍👧"}""", false)]
    public async Task The_characters_of_a_text_are_its_code_points(string fields, bool allowed)
    {
        await using RuledServer server = await WithSchemaAsync();
        string arguments = $$"""{"document":{"_id":1,{{fields[1..]}}}""";
        if (allowed) Assert.Equal("""{"insertedId":1}""", await server.ResultAsync(server.Mia, "insertOne", arguments));
        else await server.RefusedAsync(server.Mia, "insertOne", arguments, "at most 5 characters", "SchemaValidationFailedWrite");
    }

    [Theory]
    [InlineData("""{"a":1}""", "'a' is no field of the schema")]
    [InlineData("""{"count":5}""", "'name' is required")]
    [InlineData("""{"name":null}""", "'name' must be of type string")]
    [InlineData("""{"name":5}""", "'name' must be of type string")]
    [InlineData("""{"name":"a"}""", "'name' must have at least 2 characters")]
    [InlineData("""{"name":"abcdef"}""", "'name' must have at most 5 characters")]
    [InlineData("""{"name":"Abc"}""", "'name' must match ^[a-z]")]
    [InlineData("""{"name":"abc","price":1,"count":5}""", "'price' must be of type double")]
    [InlineData("""{"name":"abc","price":{"$numberDouble":"0"},"count":5}""", "'price' must be greater than 0")]
    [InlineData("""{"name":"abc","price":{"$numberDouble":"100.5"},"count":5}""", "'price' must be less than or equal to 100")]
    [InlineData("""{"name":"abc","price":{"$numberDouble":"1.5"}}""", "'count' is required beside 'price'")]
    [InlineData("""{"name":"abc","count":7}""", "'count' must be a multiple of 5")]
    [InlineData("""{"name":"abc","kind":"c"}""", "'kind' must be one of a, b, 3")]
    [InlineData("""{"name":"abc","either":1}""", "'either' must be of type string or bool")]
    [InlineData("""{"name":"abc","one":7}""", "'one' does not satisfy oneOf")]
    [InlineData("""{"name":"abc","tags":[]}""", "'tags' must have at least 1 items")]
    [InlineData("""{"name":"abc","tags":["a","a"]}""", "'tags' must have no item twice")]
    [InlineData("""{"name":"abc","tags":["a",5]}""", "'tags.1' must be of type string")]
    [InlineData("""{"name":"abc","home":{}}""", "'home.city' is required")]
    [InlineData("""{"name":"abc","home":{"city":"x","xs":"y"}}""", "'home.xs' must be of type int")]
    [InlineData("""{"name":"abc","home":{"city":"x","other":1}}""", "'home.other' must be of type bool")]
    public async Task A_document_that_is_not_is_refused_with_the_path(string fields, string violation)
    {
        await using RuledServer server = await WithSchemaAsync();
        string arguments = $$"""{"document":{"_id":1,{{fields[1..]}}}""";
        await server.RefusedAsync(server.Mia, "insertOne", arguments, "insert not permitted: schema validation failed", "SchemaValidationFailedWrite");
        await server.RefusedAsync(server.Mia, "insertOne", arguments, violation, "SchemaValidationFailedWrite");
        Assert.Equal("[]", await server.StoredAsync());
    }

    [Fact]
    public async Task An_update_is_checked_by_what_it_makes()
    {
        await using RuledServer server = await WithSchemaAsync();
        await server.InsertAsync("""{"_id":1,"name":"abc","stock":5}""", """{"_id":2,"name":"abc","old":true}""");
        Assert.Equal("""{"matchedCount":1,"modifiedCount":1}""", await server.ResultAsync(server.Mia, "updateOne", """{"query":{"_id":1},"update":{"$set":{"stock":4}}}"""));
        await server.RefusedAsync(
            server.Mia, "updateOne", """{"query":{"_id":1},"update":{"$set":{"stock":6}}}""", "'stock' is not valid by the expression of its schema", "SchemaValidationFailedWrite");
        await server.RefusedAsync(server.Mia, "updateOne", """{"query":{"_id":1},"update":{"$unset":{"name":1}}}""", "'name' is required", "SchemaValidationFailedWrite");
        await server.RefusedAsync(server.Mia, "findOneAndReplace", """{"filter":{"_id":1},"update":{"name":"x"}}""", "at least 2", "SchemaValidationFailedWrite");
        await server.RefusedAsync(server.Mia, "updateMany", """{"query":{},"update":{"$set":{"name":"def"}}}""", "'old' is no field", "SchemaValidationFailedWrite");
        Assert.Equal("""[{"_id":1,"name":"abc","stock":4},{"_id":2,"name":"abc","old":true}]""", await server.StoredAsync());
        Assert.Equal("2", await server.ResultAsync(server.Tom, "count"));
    }

    [Fact]
    public async Task What_runs_as_system_is_not_asked()
    {
        await using RuledServer server = await WithSchemaAsync(
            ("functions/f.js", "exports = async () => await context.services.get('mongodb-atlas').db('shop').collection('items').insertOne({ _id: 5, odd: 1 });"),
            ("functions/config.json", """[{"name":"f","run_as_system":true}]"""));
        Assert.Equal("""{"insertedId":{"$numberInt":"5"}}""", (await Server.WireRequests.CallAsync(server.Server, server.Mia.AccessToken, "f", appId: "test-abcde")).Text);
    }

    private static Task<RuledServer> WithSchemaAsync(params (string Path, string Text)[] files) => RuledServer.StartAsync(
    [
        (RuledServer.Rules, """{"database":"shop","collection":"items","roles":[{"name":"all","apply_when":{},"read":true,"write":true}]}"""),
        (RuledServer.Schema, Schema),
        .. files,
    ]);
}
