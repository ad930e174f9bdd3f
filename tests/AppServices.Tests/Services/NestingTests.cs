using System.Linq;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Services;

/// <summary>Paths and values that are deeper than any code can follow: refused in each request, while the server goes on.</summary>
public sealed class NestingTests : DocumentServerTests
{
    private const string Made = """{"$concat":["$t","x"]}""";

    private const string TooLong = "(Overflow) FieldPath is too long";
    private const string TooDeep = "(Overflow) cannot convert document to BSON because it exceeds the limit of 200 levels of nesting";
    private const string NotForStorage = "(Overflow) Document exceeds maximum nesting depth of 100";

    // Of 20,000 parts, each of them more than 64 bits of stack in whatever recurses.
    private static readonly string s_path = string.Join('.', Enumerable.Repeat("a", 20_000));

    private static readonly string s_deep = """{"$reduce":{"input":{"$range":[0,100000]},"initialValue":[1],"in":["$$value"]}}""";

    private static readonly string s_deeper = """{"$reduce":{"input":{"$range":[0,100000]},"initialValue":{},"in":{"a":"$$value"}}}""";

    private static readonly string s_compared = """{"$expr":{"$eq":[DEEP,DEEPER]}}""".Replace("DEEPER", s_deeper).Replace("DEEP", s_deep);

    [Fact]
    public async Task A_path_of_too_many_parts_is_refused_wherever_one_is_written()
    {
        await InsertAsync();
        (string Function, string Arguments)[] cases =
        [
            ("find", """ "query":{"PATH":1} """), ("find", """ "query":{"$or":[{"a":{"$not":{"$elemMatch":{"PATH":1}}}}]} """),
            ("find", """ "project":{"PATH":1} """), ("find", """ "project":{"PATH":0} """), ("find", """ "project":{"PATH":{"$add":[1,1]}} """),
            ("find", """ "project":{"PATH.$":1} """), ("find", """ "sort":{"PATH":1} """), ("find", """ "query":{"$expr":"$PATH"} """),
            ("find", """ "query":{"$expr":{"$let":{"vars":{"v":1},"in":"$$v.PATH"}}} """),
            ("findOne", """ "query":{"PATH":1} """), ("findOne", """ "project":{"PATH":1} """), ("count", """ "query":{"PATH":{"$exists":true}} """),
            ("deleteOne", """ "query":{"PATH":1} """), ("deleteMany", """ "query":{"$expr":"$PATH"} """),
            ("updateOne", """ "query":{"PATH":1},"update":{"$set":{"x":1}} """), ("updateMany", """ "update":{"$unset":{"PATH":1}} """),
            ("updateOne", """ "update":{"$inc":{"PATH":1}} """), ("updateOne", """ "update":{"$push":{"PATH":1}} """),
            ("updateOne", """ "update":{"$push":{"x":{"$each":[],"$sort":{"PATH":1}}}} """), ("updateOne", """ "update":{"$pull":{"x":{"PATH":1}}} """),
            ("updateOne", """ "update":{"$rename":{"PATH":"x"}} """), ("updateOne", """ "update":{"$rename":{"x":"PATH"}} """),
            ("updateOne", """ "update":{"$set":{"x.$[i]":1}},"arrayFilters":[{"i.PATH":1}] """), ("updateOne", """ "update":[{"$set":{"PATH":1}}] """),
            ("updateOne", """ "update":[{"$unset":"PATH"}] """), ("updateOne", """ "query":{"PATH":1},"update":{"$set":{"x":1}},"upsert":true """),
            ("findOneAndUpdate", """ "update":{"$set":{"PATH":1}} """), ("findOneAndUpdate", """ "sort":{"PATH":1},"update":{"$set":{"x":1}} """),
            ("findOneAndUpdate", """ "projection":{"PATH":1},"update":{"$set":{"x":1}} """),
            ("findOneAndReplace", """ "filter":{"PATH":1},"update":{"x":1} """), ("findOneAndDelete", """ "filter":{"PATH":1} """),
            ("aggregate", """ "pipeline":[{"$match":{"PATH":1}}] """), ("aggregate", """ "pipeline":[{"$addFields":{"PATH":1}}] """),
            ("aggregate", """ "pipeline":[{"$project":{"PATH":1}}] """), ("aggregate", """ "pipeline":[{"$unset":["PATH"]}] """),
            ("aggregate", """ "pipeline":[{"$sort":{"PATH":1}}] """), ("aggregate", """ "pipeline":[{"$unwind":"$PATH"}] """),
            ("aggregate", """ "pipeline":[{"$unwind":{"path":"$x","includeArrayIndex":"PATH"}}] """),
            ("aggregate", """ "pipeline":[{"$group":{"_id":"$PATH"}}] """), ("aggregate", """ "pipeline":[{"$sortByCount":"$PATH"}] """),
            ("aggregate", """ "pipeline":[{"$facet":{"x":[{"$set":{"PATH":1}}]}}] """),
            ("aggregate", """ "pipeline":[{"$set":{"x":{"$sortArray":{"input":[],"sortBy":{"PATH":1}}}}}] """),
            ("aggregate", """ "pipeline":[{"$group":{"_id":1,"x":{"$top":{"sortBy":{"PATH":1},"output":1}}}}] """),
        ];
        foreach ((string function, string arguments) in cases) await RefusedAsync(TooLong, function, arguments.Replace("PATH", s_path));
        // MongoDB's limit is no limit to what people have.
        Assert.Equal(200, (int)(await CallAsync("find", $$""" "query":{"{{string.Join('.', Enumerable.Repeat("a", 200))}}":1} """)).Status);
    }

    [Fact]
    public async Task A_value_that_an_evaluation_makes_too_deep_is_refused_where_it_is_made()
    {
        await InsertAsync();
        string[] expressions =
        [
            s_deep, s_deeper, """{"$reduce":{"input":{"$range":[0,1000]},"initialValue":1,"in":{"$map":{"input":[1],"as":"x","in":"$$value"}}}}""",
            """{"$reduce":{"input":{"$range":[0,1000]},"initialValue":{},"in":{"$setField":{"field":"a","input":{},"value":"$$value"}}}}""",
            """{"$reduce":{"input":{"$range":[0,1000]},"initialValue":{},"in":{"$mergeObjects":["$$value",{"a":"$$value"}]}}}""",
            """{"$reduce":{"input":{"$range":[0,1000]},"initialValue":{"a":1},"in":{"$arrayToObject":[[["a","$$value"]]]}}}""",
            """{"$reduce":{"input":{"$range":[0,1000]},"initialValue":[[1]],"in":{"$zip":{"inputs":["$$value"]}}}}""",
            """{"$reduce":{"input":{"$range":[0,1000]},"initialValue":[],"in":{"$concatArrays":[["$$value"]]}}}""",
            """{"$reduce":{"input":{"$range":[0,1000]},"initialValue":{"a":1},"in":{"$arrayToObject":{"$objectToArray":{"a":{"$objectToArray":"$$value"}}}}}}""",
        ];
        foreach (string expression in expressions)
        {
            await RefusedAsync(TooDeep, "aggregate", $$""" "pipeline":[{"$set":{"x":{{expression}} } }] """);
            await RefusedAsync(TooDeep, "find", $$""" "project":{"x":{{expression}} } """);
        }
        foreach (string function in (string[])["find", "findOne", "count", "deleteOne", "deleteMany"])
            await RefusedAsync(TooDeep, function, $$""" "query":{{s_compared}} """);
        await RefusedAsync(TooDeep, "updateOne", $$""" "query":{{s_compared}},"update":{"$set":{"x":1} } """);
        await RefusedAsync(TooDeep, "updateMany", $$""" "update":[{"$set":{"x":{{s_deep}} } }] """);
        await RefusedAsync(TooDeep, "findOneAndUpdate", $$""" "filter":{{s_compared}},"update":{"$set":{"x":1} } """);
        await RefusedAsync(TooDeep, "findOneAndReplace", $$""" "filter":{{s_compared}},"update":{"x":1} """);
        await RefusedAsync(TooDeep, "findOneAndDelete", $$""" "filter":{{s_compared}} """);
        await RefusedAsync(TooDeep, "aggregate", $$""" "pipeline":[{"$group":{"_id":{{s_deep}} } }] """);
        await RefusedAsync(TooDeep, "aggregate", $$""" "pipeline":[{"$match":{{s_compared}} }] """);
        await RefusedAsync(TooDeep, "aggregate", $$""" "pipeline":[{"$replaceWith":{{s_deeper}} }] """);
        await RefusedAsync(TooDeep, "aggregate", """ "pipeline":[{"$redact":{"$cond":[{"$eq":[DEEP,1]},"$$KEEP","$$PRUNE"]}}] """.Replace("DEEP", s_deep));
    }

    [Theory]
    [InlineData("""{"$set":{"a":["$a"]}}""")]
    [InlineData("""{"$set":{"a":{"b":"$a"}}}""")]
    [InlineData("""{"$set":{"b.c.d":"$$ROOT"}}""")]
    [InlineData("""{"$project":{"a":{"b":{"c":"$a"}}}}""")]
    [InlineData("""{"$set":{"a":{"$objectToArray":{"b":"$a"}}}}""")]
    [InlineData("""{"$group":{"_id":1,"a":{"$push":"$$ROOT"}}}""")]
    [InlineData("""{"$group":{"_id":{"a":"$_id"}}}""")]
    [InlineData("""{"$replaceWith":{"a":"$$ROOT"}}""")]
    public async Task Stages_do_not_nest_a_document_without_end(string stage)
    {
        await InsertAsync();
        string stages = string.Join(',', Enumerable.Repeat(stage, 999));
        WireReply reply = await CallAsync("aggregate", $$""" "pipeline":[{{stages}}] """);
        Assert.Equal(400, (int)reply.Status);
        Assert.StartsWith("(Overflow) ", reply.String("error"), System.StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("let", """{"n":{"$let":{"vars":{ALL},"in":"$a"}}}""")]
    [InlineData("constants", """{"n":{"$let":{"vars":{ALL},"in":"$a"}}}""", """{"$range":[0,4000000]}""", 8)]
    [InlineData("fields", "{ALL}")]
    [InlineData("operands", """{"n":NESTED}""", """{"$eq":[MADE,REST]}""")]
    [InlineData("items", """{"n":NESTED}""", "[MADE,REST]")]
    [InlineData("inputs", """{"n":NESTED}""", """{"$map":{"input":[MADE],"in":REST}}""")]
    public async Task What_is_made_for_a_document_is_limited_together(string kind, string fields, string made = Made, int count = 25)
    {
        await InsertAsync();
        string all = string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{kind}{i}\":{made}"));
        string nested = Enumerable.Repeat(made, count).Aggregate("1", (rest, around) => around.Replace("MADE", Made).Replace("REST", rest));
        await RefusedAsync(
            "(ExceededMemoryLimit) the values that are made for one document would use too much memory: more than 209715200 bytes",
            "aggregate", WithText($$"""{"$set":{{fields.Replace("ALL", all).Replace("NESTED", nested)}} }"""));
    }

    [Fact]
    public async Task What_is_made_and_needed_no_longer_counts_no_more()
    {
        await InsertAsync();
        const string Rounds = """{"$reduce":{"input":{"$range":[0,50]},"initialValue":0,"in":{"$add":["$$value",{"$strLenBytes":MADE}]}}}""";
        WireReply reply = await CallAsync("aggregate", WithText($$"""{"$project":{"_id":0,"n":{{Rounds.Replace("MADE", Made)}} } }"""));
        Assert.Equal("""[{"n":{"$numberInt":"500000050"}}]""", reply.Text);
    }

    [Fact]
    public async Task A_value_that_grows_counts_as_what_it_is_in_the_end()
    {
        await InsertAsync();
        const string Grows = """{"$reduce":{"input":{"$range":[0,8000]},"initialValue":[],"in":{"$concatArrays":["$$value",["$$this"]]}}}""";
        WireReply reply = await CallAsync("aggregate", $$""" "pipeline":[{"$limit":1},{"$project":{"_id":0,"n":{"$size":{{Grows}} } } }] """);
        Assert.Equal("""[{"n":{"$numberInt":"8000"}}]""", reply.Text);
    }

    [Fact]
    public async Task The_accumulators_of_many_groups_are_limited_together()
    {
        await InsertAsync();
        string fields = string.Join(',', Enumerable.Range(0, 2_000).Select(i => $"\"a{i}\":{{\"$sum\":1}}"));
        await RefusedAsync(
            "(QueryExceededMemoryLimitNoDiskUseAllowed) $group exceeds its memory limit of 104857600 bytes, and does not spill to disk.",
            "aggregate", $$""" "pipeline":[{"$limit":1},{"$project":{"r":{"$range":[0,5000]} } },{"$unwind":"$r"},{"$group":{"_id":"$r",{{fields}} } },{"$count":"n"}] """);
    }

    [Theory]
    [InlineData("""{"$set":{"a":["$a","$a"]}}""")]
    [InlineData("""{"$group":{"_id":1,"a":{"$push":{"x":["$a","$a","$a"]}}}}""")]
    public async Task A_value_that_holds_another_many_times_is_as_large_as_it_is_to_whoever_reads_it(string stage)
    {
        await InsertAsync();
        string stages = string.Join(',', Enumerable.Repeat(stage, 40));
        await RefusedAsync(
            "(ExceededMemoryLimit) a value would use too much memory: more than 104857600 bytes",
            "aggregate", $$""" "pipeline":[{{stages}},{"$match":{"$expr":{"$eq":["$a","$$ROOT.a"]} } }] """);
    }

    [Fact]
    public async Task Documents_are_stored_100_levels_deep_and_no_deeper()
    {
        await InsertAsync();
        string path = string.Join('.', Enumerable.Repeat("b", 101)), value = string.Concat(Enumerable.Repeat("[", 99)) + "1" + string.Concat(Enumerable.Repeat("]", 99));
        (string Function, string Arguments)[] cases =
        [
            ("updateOne", """ "update":{"$set":{"PATH":1}} """), ("updateOne", """ "update":{"$set":{"b.c":VALUE}} """),
            ("updateOne", """ "update":{"$push":{"b.c":VALUE}} """), ("updateOne", """ "update":{"$addToSet":{"b.c":VALUE}} """),
            ("updateOne", """ "update":{"$rename":{"a":"PATH"}} """), ("updateOne", """ "update":{"$max":{"PATH":1}} """),
            ("updateOne", """ "update":[{"$set":{"PATH":1}}] """), ("updateOne", """ "update":[{"$set":{"b":{"c":VALUE}}}] """),
            ("updateOne", """ "update":[{"$replaceWith":{"b":{"c":VALUE}}}] """),
            ("updateOne", """ "query":{"PATH":1},"update":{"$set":{"x":1}},"upsert":true """),
            ("updateOne", """ "query":{"_id":9},"update":{"$setOnInsert":{"b":{"c":VALUE}}},"upsert":true """),
            ("findOneAndUpdate", """ "update":{"$set":{"PATH":1}} """), ("findOneAndReplace", """ "update":{"b":{"c":VALUE}} """),
            ("insertOne", """ "document":{"b":{"c":VALUE}} """), ("insertMany", """ "documents":[{"b":{"c":VALUE}}] """),
        ];
        foreach ((string function, string arguments) in cases)
            await RefusedAsync(NotForStorage, function, arguments.Replace("PATH", path).Replace("VALUE", value));
        Assert.Equal("""{"$numberLong":"1"}""", (await CallAsync("count", "")).Text);
        Assert.Equal(200, (int)(await CallAsync("updateOne", $$""" "update":{"$set":{"b":{{value}} } } """)).Status);
    }

    // A document with a text of ten million letters.
    private static string WithText(string stage) =>
        $$""" "pipeline":[{"$limit":1},{"$set":{"t":"{{new string('x', 1_000_000)}}"} },{"$set":{"t":{"$concat":[{{string.Join(',', Enumerable.Repeat("\"$t\"", 10))}}]} } },{{stage}},{"$unset":"t"}] """;

    private async Task RefusedAsync(string message, string function, string arguments)
    {
        WireReply reply = await CallAsync(function, arguments);
        Assert.True((int)reply.Status == 400 && reply.String("error").Replace("Error parsing array filter :: caused by :: ", "") == message, $"{function} {Cut(arguments)}: {Cut(reply.Text)}");
    }

    private Task<MongoDB.Bson.BsonValue> InsertAsync() => Server.ResultAsync(AccessToken, "insertOne", "items", """ "document":{"_id":1,"a":1,"x":[1]} """);

    private Task<WireReply> CallAsync(string function, string arguments) => Server.CallAsync(AccessToken, function, "items", arguments);

    private static string Cut(string text) => text.Length > 300 ? text[..300] : text;
}
