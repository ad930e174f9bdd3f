using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Services;
using AppServices.Tests.Functions.Data;
using AppServices.Tests.Programs;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Services;

/// <summary>Operations that would go on for hours: they end when their time is over, and when nobody waits for them any more.</summary>
public sealed class MaxTimeTests : IAsyncLifetime
{
    private const string Expired = "(MaxTimeMSExpired) operation exceeded time limit";

    private const string Expression =
        """{"$eq":["$_id",{"$reduce":{"input":{"$range":[0,1000000]},"initialValue":0,"in":{"$size":{"$map":{"input":{"$range":[0,1000000]},"in":1}}}}}]}""";

    private const string Busy = $$"""{"$expr":{{Expression}} }""";

    private readonly AppFolder _app = DocumentApp.Create();
    private AppServerFixture _server = null!;
    private string _token = null!;

    public async ValueTask InitializeAsync()
    {
        // Only what a request says itself ends its operations, or that its client goes.
        _server = await AppServerFixture.StartAsync(options => options with { MaxTime = TimeSpan.FromDays(1) }, _app);
        _token = await _server.LogInAsync();
        await _server.ResultAsync(_token, "insertOne", "items", """ "document":{"_id":1} """);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _app.Dispose();
    }

    [Fact]
    public async Task Every_function_of_the_service_ends_at_maxTimeMS()
    {
        (string Function, string Arguments)[] cases =
        [
            ("find", $""" "query":{Busy} """), ("find", """ "project":{"x":BUSY} """), ("findOne", $""" "query":{Busy} """), ("count", $""" "query":{Busy} """),
            ("aggregate", $$""" "pipeline":[{"$match":{{Busy}}}] """), ("deleteOne", $""" "query":{Busy} """), ("deleteMany", $""" "query":{Busy} """),
            ("updateOne", $$""" "query":{{Busy}},"update":{"$set":{"x":1} } """),
            ("updateMany", """ "update":[{"$set":{"x":BUSY}}] """), ("findOneAndUpdate", """ "update":[{"$set":{"x":BUSY}}] """),
            ("findOneAndReplace", $$""" "filter":{{Busy}},"update":{"x":1} """), ("findOneAndDelete", $""" "filter":{Busy} """),
        ];
        foreach ((string function, string arguments) in cases)
        {
            WireReply reply = await CallAsync(function, arguments.Replace("BUSY", Expression) + ",\"maxTimeMS\":20");
            Assert.True((int)reply.Status == 400 && reply.String("error") == Expired, $"{function}: {reply.Text}");
        }
        Assert.Equal("""[{"_id":{"$numberInt":"1"}}]""", (await CallAsync("find", "")).Text);
    }

    [Theory]
    [InlineData("-1", "(BadValue) -1 value for maxTimeMS is out of range [0, 2147483647]")]
    [InlineData("1.5", "(BadValue) maxTimeMS has non-integral value")]
    [InlineData("\"1\"", "(BadValue) maxTimeMS must be a number")]
    public async Task What_is_no_time_is_refused(string value, string message) =>
        (await CallAsync("count", $"\"maxTimeMS\":{value}")).AssertError(400, "MongoDBError", message);

    [Fact]
    public async Task Zero_and_a_long_time_are_no_limit()
    {
        foreach (string value in (string[])["0", "2147483647", "1000.0"]) Assert.Equal("""{"$numberLong":"1"}""", (await CallAsync("count", $"\"maxTimeMS\":{value}")).Text);
    }

    [Fact]
    public async Task A_write_whose_client_has_gone_lets_others_write()
    {
        using var leaving = new CancellationTokenSource();
        Task<WireReply> gone = SendAsync("updateMany", $$""" "query":{{Busy}},"update":{"$set":{"x":1} } """, leaving.Token);
        while (await HasTurnAsync(_server, _token) && !gone.IsCompleted) { }
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.Equal(200, (int)(await CallAsync("insertOne", """ "document":{"_id":2} """)).Status);
        Assert.NotEmpty((await _server.LogInAsync("anon-user", "{}", DocumentApp.Id)).AccessToken);
        Assert.Equal("""{"$numberLong":"0"}""", (await CallAsync("count", """ "query":{"x":1} """)).Text);
    }

    [Theory]
    [InlineData("items.find(busy, {}, { maxTimeMS: 20 }).toArray()")]
    [InlineData("items.findOne(busy, {}, { maxTimeMS: 20 })")]
    [InlineData("items.aggregate([{ $match: busy }], { maxTimeMS: 20 }).toArray()")]
    [InlineData("items.count(busy, { maxTimeMS: 20 })")]
    [InlineData("items.distinct('a', busy, { maxTimeMS: 20 })")]
    [InlineData("items.updateOne(busy, { $set: { a: 1 } }, { maxTimeMS: 20 })")]
    [InlineData("items.deleteMany(busy, { maxTimeMS: 20 })")]
    [InlineData("items.findOneAndDelete(busy, { maxTimeMS: 20 })")]
    [InlineData("items.bulkWrite([{ deleteOne: { filter: busy } }], { maxTimeMS: 20 })")]
    public async Task Functions_end_theirs_as_well(string call) => Assert.Equal(
        $$"""["{{Expired}}",{"$numberInt":"50"}]""",
        await DataApp.RunAsync($"const busy = {Busy}; try {{ await {call} }} catch (error) {{ return [error.message, error.code] }}", "{_id: 1}"));

    [Fact]
    public async Task A_function_whose_time_is_over_leaves_no_evaluation_behind()
    {
        await using DataApp app = await DataApp.CreateAsync($"await items.find({Busy}).toArray()", "{_id: 1}");
        using var leaving = new CancellationTokenSource(100);
        // The call ends only when what it has begun has ended.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => app.App.CallAsync("f", [], cancellationToken: leaving.Token));
    }

    [Fact]
    public async Task The_operator_decides_how_long_an_operation_may_work()
    {
        await using AppServerFixture server = await AppServerFixture.StartAsync(options => options with { MaxTime = TimeSpan.FromMilliseconds(50) }, _app);
        string token = await server.LogInAsync();
        await server.ResultAsync(token, "insertOne", "items", """ "document":{"_id":1} """);
        foreach (string more in (string[])["", ",\"maxTimeMS\":0", ",\"maxTimeMS\":100000"])
            (await server.CallAsync(token, "count", "items", $"\"query\":{Busy}{more}")).AssertError(400, "MongoDBError", Expired);
        Assert.Equal(TimeSpan.FromSeconds(30), DataSource.DefaultMaxTime);
    }

    [Fact]
    public async Task A_busy_server_stops_when_it_is_told_to()
    {
        string data = System.IO.Directory.CreateTempSubdirectory("busy-").FullName;
        await using (RunningServer server = await RunningServer.StartAsync(_app.Path, data, "--max-time-seconds", "100000"))
        {
            string token = await server.LogInAsync();
            await server.ResultAsync(token, "insertOne", "items", """ "document":{"_id":1} """);
            Task<WireReply> reading = server.CallAsync(token, "count", "items", $"\"query\":{Busy}");
            Task<WireReply> writing = server.CallAsync(token, "deleteOne", "items", $"\"query\":{Busy}");
            while (await HasTurnAsync(server, token) && !writing.IsCompleted) { }
            ProgramResult ended = await server.StopAsync();
            Assert.Equal(0, ended.ExitCode);
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => reading);
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => writing);
        }
        System.IO.Directory.Delete(data, recursive: true);
    }

    // Whether a write has its turn in no time. One that comes just before a long one may share its commit, and is told when that is done.
    private static async Task<bool> HasTurnAsync(IWireServer server, string token)
    {
        try
        {
            Task<WireReply> reply = server.CallAsync(token, "insertOne", "items", """ "document":{},"maxTimeMS":100 """);
            return (int)(await reply.WaitAsync(TimeSpan.FromSeconds(1))).Status == 200;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private Task<WireReply> CallAsync(string function, string arguments) => _server.CallAsync(_token, function, "items", arguments);

    private async Task<WireReply> SendAsync(string function, string arguments, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{WireRequests.Api}/app/{DocumentApp.Id}/functions/call");
        request.Headers.Authorization = new("Bearer", _token);
        request.Content = new StringContent(
            $$"""{"name":"{{function}}","service":"mongodb-atlas","arguments":[{"database":"shop","collection":"items",{{arguments}}}]}""");
        using HttpResponseMessage response = await _server.Http.SendAsync(request, cancellationToken);
        return await WireReply.ReadAsync(response);
    }
}
