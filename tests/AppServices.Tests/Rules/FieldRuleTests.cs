using System.Threading.Tasks;
using AppServices.Server.Storage;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Rules;

/// <summary>Rules of fields: what they show, and that nothing else of a document can be found out (app-folder 6.4, 6.5).</summary>
public sealed class FieldRuleTests
{
    private const string Document = """{"_id":1,"name":"a","pin":1234,"home":{"city":"x","street":"y"},"pets":[{"kind":"cat","chip":7},3]}""";

    private const string Roles = """
        {"name":"all","apply_when":{},
         "fields":{"_id":{"read":true},"name":{"read":true,"write":true},"pin":{"write":false},"since":{"write":{"%%prev":{"%exists":false}}},
                   "home":{"fields":{"city":{"read":true,"write":true}}},"pets":{"fields":{"kind":{"read":true}}},
                   "count":{"read":true,"write":{"%or":[{"%%prev":{"%exists":false}},{"%%this":{"%gt":"%%prev"}}]}}}}
        """;

    private const string NumberedRoles = """
        {"name":"all","apply_when":{},
         "fields":{"a":{"read":true,"write":true},
                   "y":{"fields":{"2023":{"read":true,"write":true},"0":{"fields":{"2025":{"read":true,"write":true}}}}}}}
        """;

    [Fact]
    public async Task Only_what_has_a_rule_is_shown()
    {
        await using RuledServer server = await RuledServer.WithRolesAsync(Roles, Document);
        const string seen = """{"_id":1,"name":"a","home":{"city":"x"},"pets":[{"kind":"cat"}]}""";
        Assert.Equal($"[{seen}]", await server.ResultAsync(server.Mia, "find"));
        Assert.Equal($"[{seen}]", await server.ResultAsync(server.Mia, "aggregate", """{"pipeline":[]}"""));
        Assert.Equal("""[{"_id":1}]""", await server.ResultAsync(server.Mia, "find", """{"project":{"p":"$pin","s":"$home.street"}}"""));
    }

    [Theory]
    [InlineData("""{"pin":1234}""")]
    [InlineData("""{"pin":{"$gt":0}}""")]
    [InlineData("""{"pin":{"$exists":true}}""")]
    [InlineData("""{"home.street":"y"}""")]
    [InlineData("""{"pets.chip":7}""")]
    [InlineData("""{"$or":[{"pin":1234},{"_id":2}]}""")]
    [InlineData("""{"$expr":{"$eq":["$pin",1234]}}""")]
    [InlineData("""{"$nor":[{"pin":{"$ne":1234}}]}""")]
    public async Task A_query_finds_nothing_by_what_is_hidden(string query)
    {
        await using RuledServer server = await RuledServer.WithRolesAsync(Roles, Document);
        Assert.Equal("[]", await server.ResultAsync(server.Mia, "find", $$"""{"query":{{query}}}"""));
        Assert.Equal("0", await server.ResultAsync(server.Mia, "count", $$"""{"query":{{query}}}"""));
        Assert.Equal("[]", await server.ResultAsync(server.Mia, "aggregate", $$"""{"pipeline":[{"$match":{{query}}}]}"""));
        Assert.Equal("""{"matchedCount":0,"modifiedCount":0}""", await server.ResultAsync(server.Mia, "updateOne", $$"""{"query":{{query}},"update":{"name":"b"} }"""));
        Assert.Equal("null", await server.ResultAsync(server.Mia, "findOneAndUpdate", $$"""{"filter":{{query}},"update":{"name":"b"} }"""));
    }

    [Fact]
    public async Task An_order_does_not_tell_what_is_hidden()
    {
        await using RuledServer server = await RuledServer.WithRolesAsync(Roles, Document, """{"_id":2,"pin":1}""");
        Assert.Equal("""[{"_id":1},{"_id":2}]""", await server.ResultAsync(server.Mia, "find", """{"sort":{"pin":1},"project":{"_id":1}}"""));
        Assert.Equal("""[{"_id":2}]""", await server.ResultAsync(server.Mia, "find", """{"sort":{"_id":-1},"project":{"_id":1},"limit":1}"""));
        await server.RefusedAsync(
            server.Mia, "findOneAndUpdate", """{"filter":{},"sort":{"pin":1},"update":{"$set":{"name":"b"}}}""", "the order may not name 'pin'");
        await server.RefusedAsync(
            server.Mia, "updateOne", """{"query":{},"sort":{"pin":1},"update":{"$set":{"name":"b"}}}""", "the order may not name 'pin'");
        Assert.Equal("""{"matchedCount":1,"modifiedCount":1}""", await server.ResultAsync(server.Mia, "updateOne", """{"query":{},"sort":{"name":-1},"update":{"$set":{"name":"b"}}}"""));
    }

    [Theory]
    [InlineData("find", "")]
    [InlineData("findOne", "")]
    [InlineData("count", "")]
    [InlineData("aggregate", ""","pipeline":[]""")]
    [InlineData("updateOne", ""","update":{"$set":{"name":"b"}}""")]
    [InlineData("deleteOne", "")]
    [InlineData("findOneAndUpdate", ""","update":{"$set":{"name":"b"}}""")]
    public async Task A_hint_does_not_tell_what_is_hidden(string function, string arguments)
    {
        await using RuledServer server = await RuledServer.WithRolesAsync(Roles, Document, """{"_id":2,"pin":1}""");
        await server.Server.Data.Store.EnsureIndexAsync(RuledServer.Collection("items"), new IndexDefinition(new BsonDocument("pin", 1)), TestContext.Current.CancellationToken);
        await server.RefusedAsync(server.Mia, function, $$"""{"hint":{"pin":1}{{arguments}}}""", "the hint may not name 'pin', which a rule may hide");
        await server.RefusedAsync(server.Mia, function, $$"""{"hint":"pin_1"{{arguments}}}""", "where rules may hide fields, a hint must name the fields of the index");
        await server.RefusedAsync(server.Mia, function, $$"""{"hint":{"name":1}{{arguments}}}""", "hint provided does not correspond to an existing index");
    }

    [Theory]
    [InlineData("""{"$set":{"pin":1234}}""")]
    [InlineData("""{"$set":{"pin":1}}""")]
    [InlineData("""{"$inc":{"name":1,"pin":1}}""")]
    [InlineData("""{"$unset":{"pin":1}}""")]
    [InlineData("""{"$unset":{"missing":1}}""")]
    [InlineData("""{"$rename":{"pin":"name"}}""")]
    [InlineData("""{"$rename":{"name":"pin"}}""")]
    [InlineData("""{"$push":{"home.street":1}}""")]
    [InlineData("""{"$set":{"pets.0.chip":7}}""")]
    [InlineData("""{"$set":{"other":1}}""")]
    [InlineData("""{"$set":{"home":{"city":"x","street":"y"}}}""")]
    [InlineData("""{"$pull":{"pets":{"chip":8}}}""")]
    [InlineData("""{"$set":{"pets.$[p].kind":"cat"}}""")]
    [InlineData("""[{"$set":{"name":"$pin"}}]""")]
    [InlineData("""{"name":"a","pin":1234}""")]
    [InlineData("""{"name":"b"}""")]
    public async Task An_update_does_not_tell_or_change_what_is_hidden(string update)
    {
        await using RuledServer server = await RuledServer.WithRolesAsync(Roles, Document);
        string filters = update.Contains("$[p]", System.StringComparison.Ordinal) ? ""","arrayFilters":[{"p.chip":8}]""" : "";
        await server.RefusedAsync(server.Mia, "updateOne", $$"""{"query":{},"update":{{update}}{{filters}}}""", "update not permitted");
        Assert.Equal($"[{Document}]", await server.StoredAsync());
    }

    [Theory]
    [InlineData("""{"home":"secret"}""", """{"$set":{"home.city":"x"}}""")]
    [InlineData("""{"home":{"secret":1}}""", """{"$set":{"home.$[].city":"x"}}""")]
    [InlineData("""{"pets":[{"kind":"cat","secret":7}]}""", """{"$set":{"pets.kind":"cat"}}""")]
    [InlineData("""{"pets":[{"kind":"cat","secret":7}]}""", """{"$set":{"pets.$.kind":"cat"}}""")]
    public async Task An_error_of_an_update_does_not_show_what_is_hidden(string hidden, string update)
    {
        await using RuledServer server = await RuledServer.WithRolesAsync(Roles, $$"""{"_id":1,{{hidden[1..]}}""");
        await server.RefusedAsync(
            server.Mia, "updateOne", $$"""{"query":{"$or":[{"_id":1},{"pets.secret":7}]},"update":{{update}}}""", "update not permitted: role 'all' does not allow it");
    }

    [Theory]
    [InlineData("""{"$set":{"name":"b"}}""", true)]
    [InlineData("""{"$set":{"home.city":"z"}}""", true)]
    [InlineData("""{"$unset":{"home.city":1}}""", true)]
    [InlineData("""{"$set":{"home":{"city":"z"}}}""", false)]
    [InlineData("""{"$unset":{"home":1}}""", false)]
    [InlineData("""{"$set":{"pets.0.kind":"dog"}}""", false)]
    [InlineData("""{"$set":{"_id":1}}""", true)]
    [InlineData("""{"$set":{"count":1}}""", true)]
    public async Task An_update_changes_what_may_be_written(string update, bool allowed)
    {
        await using RuledServer server = await RuledServer.WithRolesAsync(Roles, Document);
        if (allowed) Assert.Contains("\"matchedCount\":1", await server.ResultAsync(server.Mia, "updateOne", $$"""{"query":{},"update":{{update}}}"""), System.StringComparison.Ordinal);
        else await server.RefusedAsync(server.Mia, "updateOne", $$"""{"query":{},"update":{{update}}}""", "update not permitted");
    }

    [Theory]
    [InlineData("""{"$set":{"y.2023":9}}""", """{"2023":9,"2024":2,"0":{"2025":3}}""")]
    [InlineData("""{"$inc":{"y.2023":1}}""", """{"2023":2,"2024":2,"0":{"2025":3}}""")]
    [InlineData("""{"$unset":{"y.2023":1}}""", """{"2024":2,"0":{"2025":3}}""")]
    [InlineData("""{"$rename":{"y.2023":"y.0.2025"}}""", """{"2024":2,"0":{"2025":1}}""")]
    [InlineData("""{"$set":{"y.0.2025":9}}""", """{"2023":1,"2024":2,"0":{"2025":9}}""")]
    public async Task A_field_whose_name_is_a_number_is_written_beside_a_hidden_one(string update, string written)
    {
        await using RuledServer server = await RuledServer.WithRolesAsync(NumberedRoles, """{"_id":1,"a":1,"y":{"2023":1,"2024":2,"0":{"2025":3}}}""");
        Assert.Equal("""{"matchedCount":1,"modifiedCount":1}""", await server.ResultAsync(server.Mia, "updateOne", $$"""{"query":{"a":1},"update":{{update}}}"""));
        Assert.Equal($$"""[{"_id":1,"a":1,"y":{{written}}}]""", await server.StoredAsync());
    }

    [Fact]
    public async Task A_field_whose_name_is_a_number_is_made_where_there_is_none()
    {
        await using RuledServer server = await RuledServer.WithRolesAsync(NumberedRoles, """{"_id":1,"a":1}""");
        await server.RefusedAsync(server.Mia, "updateOne", """{"query":{"a":1},"update":{"$set":{"y.2024":9}}}""", "update not permitted");
        await server.ResultAsync(server.Mia, "updateOne", """{"query":{"a":1},"update":{"$set":{"y.2023":9}}}""");
        Assert.Equal("""[{"_id":1,"a":1,"y":{"2023":9}}]""", await server.StoredAsync());
    }

    [Fact]
    public async Task A_field_whose_name_is_a_number_is_found_beside_a_hidden_one()
    {
        await using RuledServer server = await RuledServer.WithRolesAsync(NumberedRoles, """{"_id":1,"a":1,"y":{"2023":1,"2024":2}}""");
        Assert.Equal("""[{"a":1,"y":{"2023":1}}]""", await server.ResultAsync(server.Mia, "find", """{"query":{"y.2023":1},"project":{"_id":0}}"""));
        Assert.Equal("[]", await server.ResultAsync(server.Mia, "find", """{"query":{"y.2024":2}}"""));
        Assert.Equal("""[{"y":{}}]""", await server.ResultAsync(server.Mia, "find", """{"project":{"y.2024":1}}"""));
        Assert.Equal("""[{"y":{"2023":1}}]""", await server.ResultAsync(server.Mia, "find", """{"project":{"y.2023":1}}"""));
        Assert.Equal(
            """[{"one":1}]""",
            await server.ResultAsync(server.Mia, "aggregate", """{"pipeline":[{"$match":{"y.2023":1}},{"$project":{"one":"$y.2023","other":"$y.2024"}}]}"""));
    }

    // Each would tell by its success or its error what is at a place that is hidden.
    [Theory]
    [InlineData("""{"y":{"2023":1,"2024":2}}""", """{"$set":{"y.2024":2}}""")]
    [InlineData("""{"y":{"2023":1,"2024":2}}""", """{"$unset":{"y.2025":1}}""")]
    [InlineData("""{"y":{"2023":1,"2024":2}}""", """{"$set":{"y.$[].2023":1}}""")]
    [InlineData("""{"y":{"0":{"2024":2}}}""", """{"$set":{"y.0.2024":2}}""")]
    [InlineData("""{"y":{"0":{"2025":2,"x":1}}}""", """{"$set":{"y.0":{"2025":2,"x":1}}}""")]
    [InlineData("""{"2023":{"a":1}}""", """{"$set":{"2023.a":1}}""")]
    [InlineData("""{"y":[{"2023":1,"2024":2}]}""", """{"$set":{"y.0.2024":2}}""")]
    [InlineData("""{"y":[{"2023":1,"2024":2}]}""", """{"$set":{"y.$[].2024":2}}""")]
    [InlineData("""{"y":[{"2023":1,"2024":2}]}""", """{"$set":{"y.0":{"2023":1,"2024":2}}}""")]
    [InlineData("""{"y":[{"2023":1}]}""", """{"$unset":{"y.0.2024":1}}""")]
    [InlineData("""{"y":[{"2023":1}]}""", """{"$unset":{"y.1.2024":1}}""")]
    [InlineData("""{"y":[{"2023":1}]}""", """{"$set":{"y.2023":1}}""")]
    [InlineData("""{"y":[[{"2023":1}]]}""", """{"$set":{"y.0.0.2023":1}}""")]
    [InlineData("""{"y":[7,{"2023":1}]}""", """{"$set":{"y.0.2023":1}}""")]
    [InlineData("""{"y":[7,{"2023":1}]}""", """{"$set":{"y.$[].2023":1}}""")]
    [InlineData("""{"y":[{"2023":1,"2024":2}]}""", """{"$set":{"y.$.2023":1}}""")]
    [InlineData("""{"y":"secret"}""", """{"$set":{"y.2023":1}}""")]
    [InlineData("""{"y":null}""", """{"$set":{"y.2023":1}}""")]
    public async Task A_number_in_a_path_does_not_tell_or_change_what_is_hidden(string hidden, string update)
    {
        string document = $$"""{"_id":1,"a":1,{{hidden[1..]}}""";
        await using RuledServer server = await RuledServer.WithRolesAsync(NumberedRoles, document);
        await server.RefusedAsync(
            server.Mia, "updateOne", $$"""{"query":{"$or":[{"a":1},{"y.2024":2}]},"update":{{update}}}""", "update not permitted: role 'all' does not allow it");
        Assert.Equal($"[{document}]", await server.StoredAsync());
    }

    [Theory]
    [InlineData("""{"$set":{"y.0.2023":1}}""")]
    [InlineData("""{"$set":{"y.$[].2023":1}}""")]
    public async Task What_is_seen_in_a_document_of_an_array_can_be_named_by_its_place(string update)
    {
        await using RuledServer server = await RuledServer.WithRolesAsync(NumberedRoles, """{"_id":1,"a":1,"y":[{"2023":1,"2024":2}]}""");
        Assert.Equal("""{"matchedCount":1,"modifiedCount":0}""", await server.ResultAsync(server.Mia, "updateOne", $$"""{"query":{"a":1},"update":{{update}}}"""));
        await server.RefusedAsync(server.Mia, "updateOne", $$"""{"query":{"a":1},"update":{{update.Replace(":1}", ":3}", System.StringComparison.Ordinal)}}}""", "update not permitted");
    }

    [Fact]
    public async Task A_field_can_be_asked_about_its_value_before()
    {
        await using RuledServer server = await RuledServer.WithRolesAsync(Roles, """{"_id":1,"count":5}""");
        await server.RefusedAsync(server.Mia, "updateOne", """{"query":{},"update":{"$set":{"count":4}}}""", "update not permitted");
        await server.ResultAsync(server.Mia, "updateOne", """{"query":{},"update":{"$set":{"count":6}}}""");
        Assert.Equal("""[{"_id":1,"count":6}]""", await server.StoredAsync());
    }

    [Fact]
    public async Task What_is_below_a_document_that_is_not_to_be_written_can_be_written_by_name()
    {
        await using RuledServer server = await RuledServer.WithRolesAsync(
            """{"name":"all","apply_when":{},"read":true,"write":false,"fields":{"name":{"write":true}}}""", """{"_id":1,"name":"a","b":1}""");
        await server.ResultAsync(server.Mia, "updateOne", """{"query":{},"update":{"$set":{"name":"c"}}}""");
        await server.RefusedAsync(server.Mia, "updateOne", """{"query":{},"update":{"$set":{"b":2}}}""", "update not permitted");
        await server.RefusedAsync(server.Mia, "deleteOne", """{"query":{}}""", "delete not permitted");
        Assert.Equal("""[{"_id":1,"name":"c","b":1}]""", await server.ResultAsync(server.Tom, "find"));
    }

    [Fact]
    public async Task The_field_of_the_hosted_service_is_not_there()
    {
        await using RuledServer server = await RuledServer.WithRolesAsync(
            """{"name":"all","apply_when":{},"fields":{"a":{"read":true,"write":true}},"additional_fields":{"read":true}}""", """{"_id":1,"a":1,"_id__baas_transaction":7}""");
        Assert.Equal("""[{"_id":1,"a":1}]""", await server.ResultAsync(server.Mia, "find"));
        await server.ResultAsync(server.Mia, "findOneAndReplace", """{"filter":{},"update":{"a":2}}""");
        Assert.Equal("""[{"_id":1,"a":2}]""", await server.StoredAsync());
    }

    [Theory]
    [InlineData("""[{"$lookup":{"from":"others","localField":"a","foreignField":"b","as":"c"}}]""", "$lookup")]
    [InlineData("""[{"$unionWith":"others"}]""", "$unionWith")]
    [InlineData("""[{"$out":"others"}]""", "$out")]
    [InlineData("""[{"$merge":"others"}]""", "$merge")]
    [InlineData("""[{"$graphLookup":{}}]""", "$graphLookup")]
    [InlineData("""[{"$collStats":{}}]""", "$collStats")]
    [InlineData("""[{"$facet":{"x":[{"$unionWith":"others"}]}}]""", "$unionWith")]
    public async Task Stages_that_reach_around_the_rules_are_for_the_system(string pipeline, string stage)
    {
        await using RuledServer server = await RuledServer.WithRolesAsync("""{"name":"all","apply_when":{},"read":true,"write":true}""", Document);
        await server.RefusedAsync(server.Mia, "aggregate", $$"""{"pipeline":{{pipeline}}}""", $"{stage} is for functions that run as system");
        Assert.Equal("""[{"x":[{"n":1}]}]""", await server.ResultAsync(server.Mia, "aggregate", """{"pipeline":[{"$facet":{"x":[{"$count":"n"}]}}]}"""));
    }
}
