using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Tests.Rules;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Requests that no client of ours sends are refused as what they are: never with 500, and never with a line of a fault in the log.</summary>
public sealed class OddRequestTests
{
    // Of requests to what the server has itself, and to what an app has.
    private static readonly string[] s_halves =
    [
        .. new[] { "auth/providers/anon-user/login", "endpoint/orders" }.SelectMany(path => new[]
        {
            $"POST /api/client/v2.0/app/shop-qwert/{path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{{",
            $"POST /api/client/v2.0/app/shop-qwert/{path} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{{",
        }),
    ];

    private static readonly string[] s_providers =
        ["anon-user", "local-userpass", "api-key", "custom-token", "custom-function", "oauth2-google", "oauth2-apple", "oauth2-facebook", "a%2Fb"];

    private static readonly string[] s_operations = ["register", "confirm", "confirm/send", "confirm/call", "reset", "reset/send", "reset/call"];

    private const string App = "/app/test-abcde";
    private const string Open = """{"roles":[{"name":"all","read":true,"write":true}]}""";

    private static readonly string[] s_bodies =
    [
        "", " ", "[]", "7", "null", "\"a\"", "{}", "{\"name\":null}", "{\"name\":{}}", "{\"name\":[]}", "{\"name\":\"\\u0000\"}", "{\"name\":\"\\ud800\"}", "{\"name\":{\"$oid\":\"x\"}}",
        "{\"name\":{\"$numberLong\":\"1\"},\"arguments\":7}", "{\"name\":\"f\",\"arguments\":{\"a\":1}}", "{\"name\":\"f\",\"service\":7}", "{\"name\":\"find\",\"service\":\"\\u0000\"}",
        "{\"username\":7,\"password\":7}", "{\"username\":[],\"password\":{}}", "{\"username\":\"a\\u0000b\",\"password\":\"\\u0000\"}", "{\"email\":{\"$date\":{\"$numberLong\":\"1\"}},\"password\":[]}",
        "{\"email\":\"a@b\\u0000c\",\"password\":\"correct horse\"}", "{\"email\":\"\\r\\nBcc: x@example.com\",\"password\":\"correct horse\"}", "{\"email\":\"@\",\"password\":\"correct\\u0000horse\"}",
        "{\"token\":7,\"tokenId\":7,\"password\":7}", "{\"token\":\"\\u0000\",\"tokenId\":\"zz\",\"password\":\"correct horse\"}", "{\"key\":{}}", "{\"key\":\"\\u0000\"}", "{\"token\":\"a.b.c\"}", "{\"token\":\"..\"}",
        "{\"id_token\":\"a.b.c\"}", "{\"id_token\":7}", "{\"authCode\":[]}", "{\"accessToken\":{}}", "{\"options\":7}", "{\"options\":{\"device\":[]}}", "{\"options\":{\"device\":{\"deviceId\":{\"$date\":{\"$numberLong\":\"9223372036854775807\"}}}}}",
        "{\"options\":{\"device\":{\"deviceId\":{\"a\":1},\"appId\":{\"$minKey\":1}}}}", "{\"registrationToken\":7}", "{\"registrationToken\":\"\\u0000\"}",
    ];

    private static readonly string[] s_values =
    [
        "null", "true", "7", "-1", "{\"$numberLong\":\"9223372036854775807\"}", "{\"$numberLong\":\"-9223372036854775808\"}", "{\"$numberDouble\":\"NaN\"}", "{\"$numberDouble\":\"-Infinity\"}", "{\"$numberDouble\":\"1e308\"}",
        "{\"$numberDouble\":\"-0.0\"}", "{\"$numberDecimal\":\"9.999999999999999999999999999999999E+6144\"}", "{\"$numberDecimal\":\"NaN\"}", "{\"$numberDecimal\":\"1E-6176\"}", "\"\"", "\"a\\u0000b\"", "\"$\"", "\"$$\"", "\"$a\"", "\"$$ROOT\"", "\"a..b\"",
        "\".\"", "\"😀\"", "\"(\"", "\"%Y-%m-%dT%H\"", "\"%\"", "\"Europe/Nowhere\"", "\"+99:99\"", "\"month\"", "\"2020-13-99\"", "[]", "[[]]", "[null]", "[1,\"a\",{}]", "[\"$a\",\"$b\"]", "{}", "{\"a\":1}", "{\"$literal\":\"a\\u0000\"}", "{\"$nope\":1}", "{\"\":1}",
        "{\"$date\":{\"$numberLong\":\"9223372036854775807\"}}", "{\"$date\":{\"$numberLong\":\"-9223372036854775808\"}}", "{\"$date\":{\"$numberLong\":\"0\"}}", "{\"$oid\":\"ffffffffffffffffffffffff\"}", "{\"$binary\":{\"base64\":\"AA==\",\"subType\":\"02\"}}",
        "{\"$binary\":{\"base64\":\"\",\"subType\":\"ff\"}}", "{\"$uuid\":\"00000000-0000-0000-0000-000000000000\"}", "{\"$regularExpression\":{\"pattern\":\"(\",\"options\":\"\"}}", "{\"$regularExpression\":{\"pattern\":\".\",\"options\":\"xyz\"}}",
        "{\"$timestamp\":{\"t\":4294967295,\"i\":4294967295}}", "{\"$minKey\":1}", "{\"$maxKey\":1}", "{\"$undefined\":true}", "{\"$symbol\":\"s\"}", "{\"$code\":\"x\"}", "{\"$code\":\"x\",\"$scope\":{\"a\":1}}",
        "{\"$dbPointer\":{\"$ref\":\"r\",\"$id\":{\"$oid\":\"ffffffffffffffffffffffff\"}}}", "{\"input\":\"$a\",\"value\":1,\"field\":\"a\\u0000\"}", "{\"input\":\"$a\",\"regex\":\".\"}", "{\"date\":\"$d\",\"unit\":\"year\",\"amount\":{\"$numberLong\":\"9223372036854775807\"}}",
        "{\"startDate\":\"$d\",\"endDate\":{\"$date\":{\"$numberLong\":\"9223372036854775807\"}},\"unit\":\"millisecond\"}", "{\"date\":\"$d\",\"unit\":\"day\",\"binSize\":{\"$numberLong\":\"9223372036854775807\"},\"timezone\":\"+00\"}",
        "{\"year\":99999,\"month\":2147483647,\"day\":-2147483648}", "{\"isoWeekYear\":1,\"isoWeek\":99999}", "{\"date\":\"$d\",\"format\":\"%\"}", "{\"dateString\":\"1\",\"format\":\"%Y%Y\"}", "{\"input\":\"$a\",\"to\":\"int\"}", "{\"input\":\"$s\",\"to\":99}",
        "{\"input\":\"$s\",\"find\":\"\",\"replacement\":\"x\"}", "{\"input\":\"$l\",\"as\":\"\",\"in\":\"$$this\"}", "{\"input\":\"$l\",\"initialValue\":0,\"in\":{\"$add\":[\"$$value\",1]}}", "{\"inputs\":[\"$l\"],\"useLongestLength\":1}", "{\"branches\":[]}", "{\"vars\":{\"a\":1},\"in\":\"$$a\"}",
        "[\"$d\",\"$d\"]", "[\"$s\",{\"$numberLong\":\"9223372036854775807\"},-1]", "[\"$l\",{\"$numberInt\":\"-2147483648\"}]", "[0,{\"$numberLong\":\"9223372036854775807\"},1]", "[\"$n\",{\"$numberLong\":\"-9223372036854775808\"}]", "[\"$s\",\"\"]", "[\"$s\",\"$s\",5,2]",
    ];

    private static readonly string[] s_functions =
    [
        "find", "findOne", "count", "aggregate", "insertOne", "insertMany", "updateOne", "updateMany", "deleteOne", "deleteMany", "findOneAndUpdate", "findOneAndReplace", "findOneAndDelete", "watch", "",
    ];

    private static readonly string[] s_arguments =
    [
        "query", "filter", "project", "projection", "sort", "limit", "skip", "pipeline", "document", "documents", "update", "upsert", "arrayFilters", "returnNewDocument", "database", "collection", "ids", "resumeAfter", "schema_name",
    ];

    private static readonly string[] s_queryOperators =
    [
        "$eq", "$gt", "$in", "$nin", "$not", "$exists", "$type", "$mod", "$regex", "$size", "$all", "$elemMatch", "$bitsAllSet", "$bitsAnyClear", "$and", "$or", "$nor", "$expr", "$jsonSchema", "$where", "$text", "$comment", "$options", "$near",
    ];

    private static readonly string[] s_updateOperators =
    [
        "$set", "$unset", "$inc", "$mul", "$min", "$max", "$rename", "$push", "$addToSet", "$pop", "$pull", "$pullAll", "$bit", "$currentDate", "$setOnInsert",
    ];

    private static readonly string[] s_stages =
    [
        "$match", "$project", "$addFields", "$set", "$unset", "$group", "$sort", "$limit", "$skip", "$unwind", "$count", "$sortByCount", "$bucket", "$bucketAuto", "$facet", "$replaceRoot", "$replaceWith", "$sample", "$redact", "$densify", "$fill",
        "$lookup", "$unionWith", "$out", "$merge", "$documents", "$collStats", "$graphLookup", "$setWindowFields", "$geoNear", "$indexStats", "$currentOp", "$changeStream",
    ];

    [Fact]
    public async Task No_body_headers_or_path_makes_a_fault_of_the_server()
    {
        await using RuledServer ruled = await StartAsync();
        AppServerFixture server = ruled.Server;
        var faults = new List<string>();
        (string Method, string Path)[] routes =
        [
            .. s_providers.Select(provider => ("POST", $"{App}/auth/providers/{provider}/login")),
            .. s_operations.Select(operation => ("POST", $"{App}/auth/providers/local-userpass/{operation}")),
            ("POST", App + "/functions/call"), ("POST", App + "/auth/providers/local-userpass/login?link=true"), ("POST", "/auth/session"), ("POST", "/auth/api_keys"), ("PUT", App + "/push/providers/p/registration"),
        ];
        foreach ((string method, string path) in routes)
        foreach (string body in s_bodies)
            Check(faults, $"{method} {path} {body}", await server.SendAsync(method, path, path.StartsWith("/auth", StringComparison.Ordinal) ? ruled.Mia.RefreshToken : ruled.Mia.AccessToken, body));
        foreach (string path in new[]
        {
            "/app/%00/location", "/app/%ff%fe/location", "/app/%E0%A4%A/location", "/app//location", "/app/..%2f..%2f/location", "/app/" + new string('a', 20_000) + "/location", "/auth/api_keys/%00", "/auth/api_keys/%ff", "/auth/api_keys/..",
            App + "/functions/call", App + "/functions/call?baas_request=%00", App + "/functions/call?baas_request=AA==", App + "/functions/call?baas_request=/w==", App + "/functions/call?baas_request=W10=", App + "/functions/call?baas_request=&stitch_request=e30=",
            App + "/functions/call?baas_request=" + Convert.ToBase64String("{\"name\":\"watch\",\"service\":\"mongodb-atlas\",\"arguments\":[{\"database\":7}]}"u8), App + "/functions/call?%00=%00&baas_request[]=1", App + "/location?a=%ud800",
            App + "/functions/call?baas_request=" + Convert.ToBase64String("{\"name\":\"watch\",\"service\":\"mongodb-atlas\",\"arguments\":[{\"database\":\"a\",\"collection\":\"b\",\"resumeAfter\":{\"_data\":\"99999999999999999999\"}}]}"u8),
        })
            Check(faults, path, await server.SendAsync("GET", path, path.StartsWith("/auth", StringComparison.Ordinal) ? ruled.Mia.RefreshToken : ruled.Mia.AccessToken));
        foreach (string token in Tokens(ruled.Mia.AccessToken))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, WireRequests.Api + "/auth/profile");
            request.Headers.TryAddWithoutValidation("Authorization", token);
            WireReply reply = await server.SendAsync(request);
            Check(faults, token, reply);
            Assert.Equal(401, (int)reply.Status);
        }
        foreach (string type in new[] { "", "text/plain", "application/json; charset=utf-16", "application/json; charset=nope", "multipart/form-data", ";;;" })
        foreach (string encoding in new[] { "", "gzip", "br, gzip", "nope" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, WireRequests.Api + App + "/auth/providers/anon-user/login") { Content = new ByteArrayContent([0xFE, 0xFF, 0, 0x7B, 0, 0x7D]) };
            if (type.Length > 0) request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            if (encoding.Length > 0) request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
            Check(faults, $"{type} {encoding}", await server.SendAsync(request));
        }
        AssertNone(faults, server);
    }

    [Fact]
    public async Task No_argument_of_a_data_source_makes_a_fault_of_the_server()
    {
        await using RuledServer server = await StartAsync();
        var faults = new List<string>();
        foreach (string function in s_functions)
        foreach (string name in s_arguments)
        foreach (string value in s_values.Take(60).Where((_, i) => (i + function.Length + name.Length) % 4 == 0))
            await CallAsync(server, faults, function, $"{{\"{name}\":{value}}}");
        foreach (string value in s_values)
        {
            foreach (string @operator in s_queryOperators) await CallAsync(server, faults, "find", $"{{\"query\":{{\"a\":{{\"{@operator}\":{value}}}}}}}");
            foreach (string @operator in s_queryOperators) await CallAsync(server, faults, "count", $"{{\"query\":{{\"{@operator}\":{value}}}}}");
            foreach (string @operator in s_updateOperators) await CallAsync(server, faults, "updateOne", $"{{\"query\":{{}},\"update\":{{\"{@operator}\":{{\"n\":{value}}}}}}}");
            foreach (string stage in s_stages) await CallAsync(server, faults, "aggregate", $"{{\"pipeline\":[{{\"{stage}\":{value}}}]}}");
        }
        foreach (int depth in new[] { 98, 99, 100, 101, 102, 150, 198 })
        {
            string deep = string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);
            string list = new string('[', depth) + new string(']', depth);
            await CallAsync(server, faults, "insertOne", $"{{\"document\":{deep}}}");
            await CallAsync(server, faults, "insertOne", $"{{\"document\":{{\"a\":{list}}}}}");
            await CallAsync(server, faults, "find", $"{{\"query\":{deep}}}");
            await CallAsync(server, faults, "updateOne", $"{{\"query\":{{}},\"update\":{{\"$set\":{deep}}}}}");
            await CallAsync(server, faults, "findOneAndReplace", $"{{\"filter\":{{}},\"update\":{deep},\"returnNewDocument\":true}}");
            await CallAsync(server, faults, "deleteMany", "{\"query\":{\"a.a\":{\"$exists\":true}}}");
        }
        AssertNone(faults, server.Server);
    }

    [Fact]
    public async Task No_expression_makes_a_fault_of_the_server()
    {
        await using RuledServer server = await StartAsync();
        await server.InsertAsync("""
            {"_id":1,"a":null,"s":"a😀b","n":{"$numberDouble":"1e300"},"d":{"$date":{"$numberLong":"253402300800000"}},"l":[1,"x",[2]],"o":{"k":"a\tb","v":1},"i":{"$numberLong":"9223372036854775807"}}
            """);
        string[] operators = [.. AppServices.Mql.Expressions.Operators.Names.Order(StringComparer.Ordinal)];
        Assert.True(operators.Length > 100);
        var faults = new List<string>();
        var random = new Random(10);
        string Value() => random.Next(4) switch
        {
            0 => $"{{\"{operators[random.Next(operators.Length)]}\":{s_values[random.Next(s_values.Length)]}}}",
            1 => "\"$" + "asndloi"[random.Next(7)] + "\"",
            _ => s_values[random.Next(s_values.Length)],
        };
        foreach (string @operator in operators)
        {
            for (int i = 0; i < 12; i++)
            {
                string operand = i < 4 ? Value() : $"[{string.Join(',', Enumerable.Range(0, random.Next(1, 5)).Select(_ => Value()))}]";
                await CallAsync(server, faults, "aggregate", $"{{\"pipeline\":[{{\"$set\":{{\"r\":{{\"{@operator}\":{operand}}}}}}}]}}");
            }
        }
        AssertNone(faults, server.Server);
    }

    [Fact]
    public async Task A_client_that_leaves_in_the_middle_is_no_fault()
    {
        await using AppServerFixture server = await AppServerFixture.StartAsync();
        foreach (string start in s_halves) await LeaveInTheMiddleAsync(server, start);
        Assert.Equal(200, (int)(await server.PostLoginAsync("anon-user")).Status);
        AssertNone([], server);
    }

    // Whether the server has noticed that nobody waits, when it finds that the rest is missing, is a matter of microseconds.
    [Fact]
    public async Task Nor_are_many_that_leave_at_once()
    {
        await using AppServerFixture server = await AppServerFixture.StartAsync();
        await Parallel.ForAsync(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, _) =>
            await LeaveInTheMiddleAsync(server, s_halves[number % s_halves.Length]));
        AssertNone([], server);
    }

    private static async Task LeaveInTheMiddleAsync(AppServerFixture server, string start)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.BaseAddress.Port, TestContext.Current.CancellationToken);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(start), TestContext.Current.CancellationToken);
        client.Client.Shutdown(SocketShutdown.Send);
        Assert.DoesNotContain(" 500 ", await ReadReplyAsync(stream), StringComparison.Ordinal);
    }

    // A server may also hang up on somebody who has stopped in the middle of a request.
    private static async Task<string> ReadReplyAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream);
        try
        {
            return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        }
        catch (IOException error) when (error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return "";
        }
    }

    private static IEnumerable<string> Tokens(string good)
    {
        string[] parts = good.Split('.');
        string none = Convert.ToBase64String("{\"alg\":\"none\"}"u8).TrimEnd('=');
        return
        [
            "", "Bearer", "Bearer ", "Bearer .", "Bearer ..", "Bearer a.b.c", "Bearer a.b.c.d.e", "Basic eA==", $"Bearer {none}.{parts[1]}.", $"Bearer {parts[0]}.{parts[1]}.", $"Bearer {parts[0]}.e30.{parts[2]}", "Bearer " + new string('a', 50_000),
            $"Bearer {good}x", $"Bearer {good}.{good}", $"Bearer {parts[0]}.{Convert.ToBase64String("{\"exp\":\"x\",\"sub\":7}"u8)}.{parts[2]}", $"Bearer {Convert.ToBase64String("{\"alg\":7}"u8)}.{parts[1]}.{parts[2]}", "Bearer %00.%00.%00",
        ];
    }

    private static Task<RuledServer> StartAsync() => RuledServer.StartAsync(
        (RuledServer.DefaultRule, Open), ("services/p/config.json", """{"name":"p","type":"gcm"}"""), ("functions/f.js", "exports = (...all) => all;"),
        ("auth/providers.json", """
            {"anon-user":{"type":"anon-user"},"api-key":{"type":"api-key"},"local-userpass":{"type":"local-userpass","config":{"emailConfirmationUrl":"https://example.com/c","resetPasswordUrl":"https://example.com/r"}},
             "custom-function":{"type":"custom-function","config":{"authFunctionName":"f"}},"custom-token":{"type":"custom-token","config":{"signingAlgorithm":"HS256","signingKey":"01234567890123456789012345678901"}}}
            """));

    private static async Task CallAsync(RuledServer server, List<string> faults, string function, string arguments) =>
        Check(faults, $"{function} {arguments}", await server.CallAsync(server.Mia, function, arguments.Length > 2 ? arguments : ""));

    private static void Check(List<string> faults, string what, WireReply reply)
    {
        // What is no HTTP at all, the web server refuses by itself.
        if ((int)reply.Status is 400 or 414 or 431 && reply.Text.Length == 0) return;
        string shown = what.Length > 300 ? what[..300] : what;
        if ((int)reply.Status >= 500) faults.Add($"{shown}\n    {reply.Text}");
        else if ((int)reply.Status >= 400 && (reply.ContentType != "application/json" || reply.Json.GetProperty("error").ValueKind != JsonValueKind.String)) faults.Add($"{shown}\n    {(int)reply.Status} {reply.Text}");
    }

    private static void AssertNone(List<string> faults, AppServerFixture server)
    {
        Assert.True(faults.Count == 0, $"{faults.Count}\n{string.Join('\n', faults.Take(60))}\n{string.Join('\n', server.Log.Entries.Where(IsFault).Distinct().Take(20))}");
        Assert.True(!server.Log.Entries.Any(IsFault), string.Join('\n', server.Log.Entries.Where(IsFault)));
    }

    private static bool IsFault(string entry) => entry.Contains("   at ", StringComparison.Ordinal);
}
