using AppServices.Server.AppConfig;
using System;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Endpoints;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Endpoints;

/// <summary>The files of endpoints: all layouts and odd forms; what is wrong in one closes that one (app-folder 8.1).</summary>
public sealed class EndpointFileTests
{
    private const string Newest = "https_endpoints/config.json";
    private const string Older = "http_endpoints/config.json";
    private const string Good = """{"route":"/good","http_method":"GET","function_name":"one","respond_result":true}""";

    [Theory]
    [InlineData("null", null, "")]
    [InlineData("[]", "[]", "")]
    [InlineData(null, "[" + Good + "]", "GET /good")]
    [InlineData("[" + Good + "]", null, "GET /good")]
    [InlineData("""[{"route":"a/b","httpMethod":"all","function_name":"one"}]""", "[" + Good + "]", "* /a/b, GET /good")]
    [InlineData("""[{"route":"/x","http_method":"get","function_name":"one","id":"1","function_id":"2","return_type":"","validation_method":""}]""", null, "GET /x")]
    [InlineData("""[{"route":"/x","http_method":"PUT","function_name":"one","disabled":true}]""", null, "")]
    [InlineData("[" + Good + "]", """[{"route":"/good","http_method":"GET","function_name":"two"}]""", "GET /good")]
    public void Endpoints_are_read_from_both_folders(string? newest, string? older, string expected)
    {
        using AppFolder folder = Create(newest, older);
        var app = folder.Read();
        Assert.Empty(app.Errors);
        Assert.Equal(expected, string.Join(", ", app.Get<AppEndpoints>().All.Select(endpoint => endpoint.ToString())));
        Assert.All(app.Get<AppEndpoints>().All, endpoint => Assert.Equal("one", endpoint.Function));
        if (newest?.Contains("/good", StringComparison.Ordinal) == true && older is not null)
            Assert.Equal($"{folder.Path}/{Older}: endpoint GET /good is in {folder.Path}/{Newest}, too, which counts (at [0]).",
                FolderReading.WithoutPosition(Assert.Single(app.Warnings)));
    }

    [Theory]
    [InlineData(""" "route":"/bad","function_name":"one" """, "the string 'http_method' is missing or empty (at [0]).")]
    [InlineData(""" "route":"/bad","http_method":"HEAD","function_name":"one" """, "the method 'HEAD' is unknown: GET, POST, PUT, PATCH, DELETE and * are possible (at [0]).")]
    [InlineData(""" "route":"/bad","http_method":"GET" """, "the string 'function_name' is missing or empty (at [0]).")]
    [InlineData(""" "route":"/bad","http_method":"GET","function_name":"one","respond_result":"yes" """, "true or false is expected (at [0].respond_result).")]
    [InlineData(""" "route":"/bad","http_method":"GET","function_name":"one","return_type":"XML" """, "the return_type 'XML' is unknown: JSON and EJSON are possible (at [0]).")]
    [InlineData(""" "route":"/bad","http_method":"GET","function_name":"one","validation_method":"MAGIC" """, "the validation 'MAGIC' is unknown: NO_VALIDATION, SECRET_AS_QUERY_PARAM and VERIFY_PAYLOAD are possible (at [0]).")]
    [InlineData(""" "route":"/bad","http_method":"GET","function_name":"one","validation_method":"VERIFY_PAYLOAD" """, "the string 'secret_name' is missing or empty (at [0]).")]
    [InlineData(""" "route":"/bad","http_method":"GET","function_name":"one"},{"route":"/bad","http_method":"GET","function_name":"two" """, "endpoint GET /bad has another entry, too; keep one of them (at [1]).")]
    public async Task A_broken_entry_is_one_error_and_closes_its_route(string entry, string error)
    {
        using AppFolder folder = Create($"[{{{entry}}},{Good}]", null);
        Assert.Equal([$"{folder.Path}/{Newest}: {error}"], folder.Read().Errors.Select(FolderReading.WithoutPosition));
        await using AppServerFixture server = await AppServerFixture.StartAsync(folder);
        WireReply closed = await server.AskAsync("GET", RouteRequests.Endpoints + "/bad");
        closed.AssertRefused(500, "InternalServerError");
        Assert.EndsWith(" /bad cannot be used, because its entry is broken; the server's log says where", closed.String("error"), StringComparison.Ordinal);
        Assert.Equal("1", (await server.AskAsync("GET", RouteRequests.Endpoints + "/good")).Text);
    }

    [Theory]
    [InlineData("[\n{]", ":2:2: The JSON is broken: ")]
    [InlineData("{}", ": an array is expected.")]
    [InlineData("""[{"http_method":"GET","function_name":"one"}]""", ": the string 'route' is missing or empty (at [0]).")]
    public async Task A_broken_file_closes_what_may_be_in_it(string text, string error)
    {
        using AppFolder folder = Create(text, $"[{Good}]");
        Assert.StartsWith(folder.Path + "/" + Newest + error, FolderReading.WithoutPosition(Assert.Single(folder.Read().Errors)),
            StringComparison.Ordinal);
        await using AppServerFixture server = await AppServerFixture.StartAsync(folder);
        (await server.AskAsync("GET", RouteRequests.Endpoints + "/other")).AssertError(
            500, "InternalServerError", "endpoints of the app cannot be used, because their file is broken; the server's log says where");
        Assert.Equal("1", (await server.AskAsync("GET", RouteRequests.Endpoints + "/good")).Text);
    }

    [Fact]
    public async Task What_depends_on_a_broken_expression_or_function_or_on_none_is_closed()
    {
        using AppFolder folder = Create(
            """
            [{"route":"/rule","http_method":"GET","function_name":"one","can_evaluate":{"%%user.id":{"%like":1}}},
             {"route":"/bad","http_method":"GET","function_name":"bad"},{"route":"/gone","http_method":"GET","function_name":"gone"}]
            """, null)
            .Write("functions/bad.js", "exports = (");
        Assert.Equal(
            [$"{folder.Path}/functions/bad.js:1:12: Unexpected end of input", $"{folder.Path}/{Newest}: can_evaluate: '%like' is not an operator (at [0])."],
            folder.Read().Errors.Select(FolderReading.WithoutPosition));
        Assert.Equal(
            [new MissingNeed(MissingKind.Function, "bad", $"{Newest}:2"), new MissingNeed(MissingKind.Function, "gone", $"{Newest}:2")],
            folder.Read().Items.SelectMany(item => item.Missing));
        await using AppServerFixture server = await AppServerFixture.StartAsync(folder);
        (await server.AskAsync("GET", RouteRequests.Endpoints + "/rule")).AssertError(403, "FunctionExecutionError", "rule not matched for function \"one\"");
        (await server.AskAsync("GET", RouteRequests.Endpoints + "/bad")).AssertError(400, "FunctionSyntaxError", "functions/bad.js:1:12: Unexpected end of input");
        (await server.AskAsync("GET", RouteRequests.Endpoints + "/gone")).AssertError(404, "FunctionNotFound", "function not found: 'gone'");
    }

    private static AppFolder Create(string? newest, string? older)
    {
        AppFolder folder = FolderReading.App(
            ("functions/one.js", "exports = () => 1;"), ("functions/two.js", "exports = () => 2;"),
            ("functions/config.json", """[{"name":"one","run_as_system":true},{"name":"two","run_as_system":true}]"""));
        if (newest is not null) folder.Write(Newest, newest);
        if (older is not null) folder.Write(Older, older);
        return folder;
    }
}
