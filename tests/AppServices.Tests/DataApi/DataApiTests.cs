using System;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Tests.Auth;
using AppServices.Tests.Endpoints;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.DataApi;

/// <summary>All actions of the Data API, in both forms and through the rules (app-folder 8.7).</summary>
public sealed class DataApiTests(DataApiTests.Server server) : IClassFixture<DataApiTests.Server>
{
    private const string Ejson = "Accept: application/ejson";
    private const string Id = """{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"}""";

    // Each row has a collection of its own, in which a first request may have put something.
    public static TheoryData<string, string, string, string, string> Actions => new()
    {
        { "", "insertOne", $$$"""{"document":{"_id":{{{Id}}},"n":1}}""", "", """201 application/json {"insertedId":"6650a1f2c3d4e5f6a7b8c9d0"}""" },
        { "", "insertOne", $$$"""{"document":{"_id":{{{Id}}}}}""", Ejson, """201 application/ejson {"insertedId":{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"}}""" },
        { "", "insertOne", """{"document":{"_id":"6650a1f2c3d4e5f6a7b8c9d0"}}""", Ejson, """201 application/ejson {"insertedId":"6650a1f2c3d4e5f6a7b8c9d0"}""" },
        { "", "insertMany", """{"documents":[{"_id":1},{"_id":"b"}]}""", "", """201 application/json {"insertedIds":[1,"b"]}""" },
        { "", "findOne", "{}", "", """200 application/json {"document":null}""" },
        { "1", "findOne", """{"filter":{"_id":1}}""", "", """200 application/json {"document":{"_id":1,"n":1,"d":"2023-05-05T01:02:03.456Z"}}""" },
        { "1", "findOne", """{"projection":{"d":1}}""", Ejson, """200 application/ejson {"document":{"_id":{"$numberInt":"1"},"d":{"$date":{"$numberLong":"1683248523456"}}}}""" },
        { "3", "find", """{"filter":{"n":{"$gt":1}},"projection":{"_id":0,"n":1},"sort":{"n":-1}}""", "", """200 application/json {"documents":[{"n":3},{"n":2}]}""" },
        { "3", "find", """{"projection":{"_id":1},"sort":{"n":1},"limit":1,"skip":1}""", Ejson, """200 application/ejson {"documents":[{"_id":{"$numberInt":"2"}}]}""" },
        { "", "find", "{}", "", """200 application/json {"documents":[]}""" },
        { "3", "aggregate", """{"pipeline":[{"$group":{"_id":null,"sum":{"$sum":"$n"}}}]}""", "", """200 application/json {"documents":[{"_id":null,"sum":6}]}""" },
        { "1", "updateOne", """{"filter":{"_id":1},"update":{"$set":{"n":5}}}""", "", """200 application/json {"matchedCount":1,"modifiedCount":1}""" },
        { "", "updateOne", """{"filter":{"_id":7},"update":{"$set":{"n":5}},"upsert":true}""", Ejson, """200 application/ejson {"matchedCount":{"$numberInt":"0"},"modifiedCount":{"$numberInt":"0"},"upsertedId":{"$numberInt":"7"}}""" },
        { "1", "updateOne", """{"filter":{},"update":[{"$set":{"m":{"$add":["$n",1]}}}]}""", "", """200 application/json {"matchedCount":1,"modifiedCount":1}""" },
        { "3", "updateMany", """{"filter":{},"update":{"$inc":{"n":1}}}""", "", """200 application/json {"matchedCount":3,"modifiedCount":3}""" },
        { "1", "replaceOne", """{"filter":{"_id":1},"replacement":{"x":1}}""", "", """200 application/json {"matchedCount":1,"modifiedCount":1}""" },
        { "", "replaceOne", """{"filter":{"_id":1},"replacement":{"x":1},"upsert":true}""", "", """200 application/json {"matchedCount":0,"modifiedCount":0,"upsertedId":1}""" },
        { "3", "deleteOne", """{"filter":{}}""", "", """200 application/json {"deletedCount":1}""" },
        { "3", "deleteMany", """{"filter":{"n":{"$lt":3}}}""", Ejson, """200 application/ejson {"deletedCount":{"$numberInt":"2"}}""" },
    };

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task An_action_does_what_its_method_does(string documents, string action, string fields, string headers, string expected)
    {
        string collection = Server.NewCollection();
        for (int i = 1; documents.Length > 0 && i <= int.Parse(documents, System.Globalization.CultureInfo.InvariantCulture); i++)
            await server.AskAsync("insertOne", "{\"document\":{\"_id\":N,\"n\":N,\"d\":{\"$date\":{\"$numberLong\":\"1683248523456\"}}}}".Replace("N,", $"{i},", StringComparison.Ordinal), collection);
        Assert.Equal(expected, (await server.AskAsync(action, fields, collection, headers)).Line());
    }

    [Theory]
    [InlineData("insertOne", "{}", 400, "MissingParameter", "Failed to insert document: must provide a 'document' field")]
    [InlineData("updateMany", "{\"update\":{}}", 400, "MissingParameter", "Failed to update documents: must provide a 'filter' field")]
    [InlineData("deleteOne", "{\"filter\":null}", 400, "MissingParameter", "Failed to delete document: must provide a 'filter' field")]
    [InlineData("find", "{\"dataSource\":null}", 400, "MissingParameter", "Failed to find documents: must provide a 'dataSource' field")]
    [InlineData("find", "{\"dataSource\":\"none\"}", 400, "ServiceNotFound", "service not found: 'none'")]
    [InlineData("find", "{\"dataSource\":1}", 400, "MissingParameter", "'dataSource' is a required string")]
    [InlineData("find", "{\"database\":\"closed\"}", 403, "NoMatchingRuleFound", "no rule exists for namespace 'closed.COLLECTION'")]
    [InlineData("find", "{\"filter\":{\"$who\":1}}", 400, "MongoDBError", "(BadValue) unknown top level operator: $who. If you are trying to negate an entire expression, use $nor.")]
    [InlineData("find", "{\"lmit\":1}", 400, "MongoDBError", "(Location40415) BSON field 'find.lmit' is an unknown field.")]
    [InlineData("insertMany", "{\"documents\":[]}", 400, "MongoDBError", "(BadValue) must provide at least one element")]
    [InlineData("nope", "{}", 404, "EndpointNotFound", "endpoint not found: /data/v1/action/nope")]
    public async Task What_is_not_valid_or_not_allowed_is_said(string action, string fields, int status, string code, string error)
    {
        string collection = Server.NewCollection();
        WireReply reply = await server.AskAsync(action, fields, collection);
        if (error.Contains("$who", StringComparison.Ordinal)) reply.AssertRefused(status, code);
        else reply.AssertError(status, code, error.Replace("COLLECTION", collection, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET", "/data/v1/action/find", "", 405, "EndpointNotFound")]
    [InlineData("POST", "/data/v2/action/find", "", 404, "EndpointNotFound")]
    [InlineData("POST", "/data/v1/action/find", "[1]", 400, "BadRequest")]
    [InlineData("POST", "/data/v1/action/find", "{", 400, "BadRequest")]
    [InlineData("POST", "/data/v1/action/find/x", "{}", 404, "EndpointNotFound")]
    public async Task So_is_what_is_no_request_of_it(string method, string route, string body, int status, string code) =>
        (await server.App.AskAsync(method, RouteRequests.Endpoints + route, "apiKey: " + server.Key, body)).AssertRefused(status, code);

    [Fact]
    public async Task Duplicates_and_schemas_are_refused()
    {
        string collection = Server.NewCollection();
        await server.AskAsync("insertOne", """{"document":{"_id":1}}""", collection);
        (await server.AskAsync("insertOne", """{"document":{"_id":1}}""", collection)).AssertRefused(400, "MongoDBError");
        (await server.AskAsync("insertOne", """{"document":{"_id":2,"name":1}}""", "typed")).AssertRefused(400, "SchemaValidationFailedWrite");
    }

    [Theory]
    [InlineData("", 400, "InvalidParameter")]
    [InlineData("apiKey: wrong", 401, "InvalidSession")]
    [InlineData("authorization: Bearer wrong", 401, "InvalidSession")]
    [InlineData("email: a@example.com", 400, "MissingParameter")]
    public async Task Nobody_gets_anything(string headers, int status, string code) => (await server.App.AskAsync(
        "POST", RouteRequests.Endpoints + "/data/v1/action/find", headers, $$"""{"apiKey":"{{server.Key}}","dataSource":"mongodb-atlas","database":"d","collection":"c"}"""))
        .AssertRefused(status, code);

    [Fact]
    public async Task Rules_show_each_user_its_own()
    {
        await server.AskAsync("insertMany", $$"""{"documents":[{"_id":1,"owner":"{{server.UserId}}"},{"_id":2,"owner":"x"}]}""", "owned");
        Assert.Equal($$"""{"documents":[{"_id":1,"owner":"{{server.UserId}}"}]}""", (await server.AskAsync("find", "{}", "owned")).Text);
        Assert.Equal("""{"deletedCount":0}""", (await server.AskAsync("deleteMany", """{"filter":{"_id":2}}""", "owned")).Text);
        (await server.AskAsync("aggregate", """{"pipeline":[{"$lookup":{"from":"typed","localField":"a","foreignField":"b","as":"c"}}]}""", "owned"))
            .AssertRefused(400, "MongoDBError");
    }

    [Fact]
    public async Task Many_documents_are_sent_while_they_are_read_and_at_most_a_thousand_unless_asked()
    {
        string collection = Server.NewCollection();
        string documents = string.Join(',', Enumerable.Range(0, 1100).Select(i => $$"""{"_id":{{i}},"text":"{{new string('x', 100)}}"}"""));
        await server.AskAsync("insertMany", $$"""{"documents":[{{documents}}]}""", collection);
        Assert.Equal(1000, (await server.AskAsync("find", "{}", collection)).Json.GetProperty("documents").GetArrayLength());
        Assert.Equal(1100, (await server.AskAsync("find", """{"limit":2000}""", collection, Ejson)).Json.GetProperty("documents").GetArrayLength());
    }

    [Theory]
    [InlineData("\"run_as_system\":true", "", 200)]
    [InlineData("\"versions\":[\"beta\",\"v1\"],\"run_as_system\":true,\"return_type\":\"EJSON\"", "", 200)]
    [InlineData("\"run_as_user_id\":\"\",\"run_as_user_id_script_source\":\"exports = ({headers}) => ({runAsSystem: headers['X-Who'][0] === 'me'});\"", "x-who: me", 200)]
    [InlineData("\"run_as_user_id_script_source\":\"exports = () => 5;\"", "", 400)]
    [InlineData("\"run_as_user_id_script_source\":\"exports = (\"", "", 400)]
    [InlineData("\"run_as_user_id\":\"000000000000000000000000\"", "", 400)]
    [InlineData("\"run_as_system\":true,\"validation_method\":\"SECRET_AS_QUERY_PARAM\",\"secret_name\":\"none\"", "", 500)]
    [InlineData("\"run_as_system\":true,\"can_evaluate\":{\"%%request.requestHeaders.x-may\":[\"yes\"]}", "x-may: no", 403)]
    [InlineData("\"run_as_system\":true,\"can_evaluate\":{\"%%request.requestHeaders.x-may\":[\"yes\"]}", "x-may: yes", 200)]
    [InlineData("\"run_as_system\":1", "", 500)]
    [InlineData("\"run_as_system\":true,\"disabled\":true", "", 418)]
    public async Task Its_file_says_who_may(string settings, string headers, int status)
    {
        using AppFolder folder = new EndpointApp().Add("POST", "/data/v1/action/find", "(q, r) => r.setStatusCode(418).setBody('own');").Create("http_endpoints/config.json")
            .Write("http_endpoints/data_api_config.json", $$"""{"versions":["v1"],"validation_method":"",{{settings}}}""")
            .Write("data_sources/mongodb-atlas/config.json", """{"name":"mongodb-atlas","type":"mongodb-atlas"}""");
        await using AppServerFixture app = await AppServerFixture.StartAsync(folder);
        WireReply reply = await app.AskAsync(
            "POST", WireRequests.Api + RouteRequests.Endpoints + "/data/v1/action/find", headers, """{"dataSource":"mongodb-atlas","database":"d","collection":"c"}""");
        Assert.Equal(status, (int)reply.Status);
        if (status == 200) Assert.Equal("""{"documents":[]}""", reply.Text);
    }

    /// <summary>One server for all of them, with a user's key.</summary>
    public sealed class Server : IAsyncLifetime
    {
        private readonly AppFolder _folder = new AppFolder().Write("root_config.json", AppFolder.Root)
            .Write("https_endpoints/data_api_config.json", """{"disabled":false,"versions":["v1"],"return_type":"JSON","validation_method":"NO_VALIDATION"}""")
            .Write("auth/providers.json", $"{{{string.Join(',', AuthApp.Simple)}}}")
            .Write("data_sources/mongodb-atlas/config.json", """{"name":"mongodb-atlas","type":"mongodb-atlas"}""")
            .Write("data_sources/mongodb-atlas/closed/none/rules.json", """{"roles":[]}""")
            .Write("data_sources/mongodb-atlas/d/owned/rules.json", """
                {"roles":[{"name":"owner","apply_when":{},"document_filters":{"read":{"owner":"%%user.id"},"write":{"owner":"%%user.id"}},"read":true,"write":true,"insert":true,"delete":true}]}
                """)
            .Write("data_sources/mongodb-atlas/d/typed/rules.json", """{"roles":[{"name":"all","read":true,"write":true}]}""")
            .Write("data_sources/mongodb-atlas/d/typed/schema.json", """{"bsonType":"object","properties":{"name":{"bsonType":"string"}}}""");

        private static int s_collections;

        internal AppServerFixture App { get; private set; } = null!;

        public string UserId { get; private set; } = "";

        public string Key { get; private set; } = "";

        public static string NewCollection() => $"c{System.Threading.Interlocked.Increment(ref s_collections)}";

        internal Task<WireReply> AskAsync(string action, string fields, string collection, string headers = "")
        {
            // Of a field that is there twice the last one counts.
            string rest = fields[1..] == "}" ? "}" : "," + fields[1..];
            return App.AskAsync(
                "POST", $"{RouteRequests.Endpoints}/data/v1/action/{action}", headers + "\napiKey: " + Key,
                $$"""{"dataSource":"mongodb-atlas","database":"d","collection":"{{collection}}"{{rest}}""");
        }

        public async ValueTask InitializeAsync()
        {
            for (int i = 1; i < 100; i++)
                _folder.Write($"data_sources/mongodb-atlas/d/c{i}/rules.json", """{"roles":[{"name":"all","read":true,"write":true}]}""");
            App = await AppServerFixture.StartAsync(_folder);
            await App.RegisterAsync("a@example.com", AuthRequests.Password, RouteRequests.AppId);
            WireLogin user = await App.LogInAsync("local-userpass", AuthRequests.Login("a@example.com"), RouteRequests.AppId);
            UserId = user.UserId;
            Key = (await App.CreateKeyAsync(user.RefreshToken, "key")).String("key");
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            _folder.Dispose();
        }
    }
}
