using System;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Bson;
using AppServices.Ejson;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AppServices.Tests.Client.Documents;

/// <summary>What is sent for documents, and what comes of replies that are slow, broken or refused.</summary>
public sealed class MongoCollectionTests
{
    private const string Call = "POST /app/test-abcde/functions/call";
    private const string Watch = "GET /app/test-abcde/functions/call";

    [Fact]
    public async Task Names_of_arguments_are_those_of_the_protocol()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => ScriptedServer.Is(context, Call)
            ? ScriptedServer.ReplyAsync(context, 200, "null") : Task.FromResult(false));
        MongoCollection items = await OpenAsync(server);

        await items.FindOneAndUpdateAsync(
            new BsonDocument { { "a", 1 } }, new BsonDocument(), new FindAndModifyOptions { Upsert = true, ReturnNew = true },
            RequestOptions.Default, TestSession.Token);

        Assert.Equal(
            """{"name":"findOneAndUpdate","arguments":[{"database":"store","collection":"items","filter":{"a":{"$numberInt":"1"}},"update":{},"upsert":true,"returnNewDocument":true}],"service":"atlas"}""",
            server.Single(Call).Body);
    }

    [Fact]
    public async Task A_batch_is_one_request_and_keeps_the_order_of_ids()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => ScriptedServer.Is(context, Call)
            ? ScriptedServer.ReplyAsync(context, 200, """{"insertedIds":[{"$numberInt":"2"},"x"]}""") : Task.FromResult(false));
        MongoCollection items = await OpenAsync(server);
        using var batch = new WriteBatch(EjsonFormat.Default.Writer, 2, 1000);
        Assert.True(batch.TryAdd(new BsonDocument { { "_id", 2 } }));
        Assert.Throws<EjsonException>(() => batch.TryAdd(new BsonDocument { { "a", "x" }, { "b", Thread.CurrentThread } }));
        Assert.True(batch.TryAdd(new BsonDocument { { "_id", "x" } }));
        Assert.False(batch.TryAdd(new BsonDocument()));

        Assert.Equal([2, "x"], await items.InsertManyAsync(batch, RequestOptions.Default, TestSession.Token));

        Assert.Equal(
            """{"name":"insertMany","arguments":[{"database":"store","collection":"items","documents":[{"_id":{"$numberInt":"2"}},{"_id":"x"}]}],"service":"atlas"}""",
            server.Single(Call).Body);
    }

    [Fact]
    public void A_batch_takes_no_more_bytes_than_it_may_but_any_document_alone()
    {
        using var batch = new WriteBatch(EjsonFormat.Default.Writer, 1000, 100);
        var large = new BsonDocument { { "text", new string('x', 200) } };

        Assert.True(batch.TryAdd(large));
        Assert.False(batch.TryAdd(new BsonDocument { { "a", 1 } }));
        batch.Clear();
        Assert.True(batch.TryAdd(new BsonDocument { { "a", 1 } }));
        Assert.False(batch.TryAdd(large));
        Assert.Equal(1, batch.Count);
    }

    [Fact]
    public async Task The_first_document_is_there_while_the_rest_is_still_to_come()
    {
        var go = new TaskCompletionSource();
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            SendAsync(context, Call, "[1", () =>
                SendMoreAsync(context, ",", async () => { await go.Task; await SendMoreAsync(context, "2]"); })));
        using DocumentReader documents = await (await OpenAsync(server)).FindAsync(
            null, new FindOptions(), RequestOptions.Default, TestSession.Token);

        Assert.True(await documents.ReadAsync(TestSession.Token));
        Assert.Equal(1, documents.Current);
        ValueTask<bool> second = documents.ReadAsync(TestSession.Token);
        Assert.False(second.IsCompleted);
        go.SetResult();
        Assert.True(await second);
        Assert.False(await documents.ReadAsync(TestSession.Token));
    }

    [Fact]
    public async Task A_refused_token_is_replaced_before_the_reply_is_streamed()
    {
        int refusals = 1;
        await using ScriptedServer server = await ScriptedServer.StartAsync(
            context => !ScriptedServer.Is(context, Call) ? Task.FromResult(false)
            : Interlocked.Decrement(ref refusals) >= 0
                ? ScriptedServer.ReplyAsync(context, 401, """{"error":"invalid session","error_code":"InvalidSession"}""")
                : ScriptedServer.ReplyAsync(context, 200, "[1]"));
        using DocumentReader documents = await (await OpenAsync(server)).FindAsync(
            null, new FindOptions(), RequestOptions.Default, TestSession.Token);

        Assert.True(await documents.ReadAsync(TestSession.Token));
        Assert.Equal(2, server.Count(Call));
        Assert.Equal(1, server.Count("POST /auth/session"));
    }

    [Fact]
    public async Task A_connection_that_breaks_is_an_unreachable_server_after_what_came_before()
    {
        var go = new TaskCompletionSource();
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => SendAsync(context, Call, "[1,2,", async () =>
        {
            await go.Task;
            context.Abort();
        }));
        using DocumentReader documents = await (await OpenAsync(server)).FindAsync(
            null, new FindOptions(), RequestOptions.Default, TestSession.Token);

        Assert.True(await documents.ReadAsync(TestSession.Token));
        Assert.True(await documents.ReadAsync(TestSession.Token));
        go.SetResult();
        var error = await Assert.ThrowsAsync<AppServicesException>(() => documents.ReadAsync(TestSession.Token).AsTask());

        Assert.Equal(ClientErrorCode.ServerUnreachable, error.Code);
    }

    [Fact]
    public async Task The_time_limit_is_for_silence_and_not_for_the_whole_reply()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => SendAsync(context, Call, "[0", async () =>
        {
            for (int i = 1; i < 8; i++)
            {
                await Task.Delay(500, context.RequestAborted);
                await SendMoreAsync(context, $",{i}");
            }
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }));
        var options = new RequestOptions { Timeout = TimeSpan.FromSeconds(3) };
        using DocumentReader documents = await (await OpenAsync(server)).FindAsync(null, new FindOptions(), options, TestSession.Token);

        for (int i = 0; i < 7; i++) Assert.True(await documents.ReadAsync(TestSession.Token));
        var error = await Assert.ThrowsAsync<AppServicesException>(() => documents.ReadAsync(TestSession.Token).AsTask());

        Assert.Equal(ClientErrorCode.RequestTimedOut, error.Code);
    }

    [Fact]
    public async Task A_stream_is_not_dead_that_shows_more_slowly_than_the_time_limit_that_it_lives()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => SendAsync(context, Watch, ": open\n\n", async () =>
        {
            for (int i = 0; i < 3; i++)
            {
                await Task.Delay(700, context.RequestAborted);
                await SendMoreAsync(context, ": here\n\n");
            }
            await SendMoreAsync(context, "data: {\"operationType\":\"insert\"}\n\n");
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }));
        var options = new RequestOptions { Timeout = TimeSpan.FromMilliseconds(500) };
        using ChangeStream changes = await (await OpenAsync(server)).WatchAsync(null, null, null, options, TestSession.Token);

        Assert.Equal("insert", ((BsonDocument)(await changes.ReadAsync(TestSession.Token))!)["operationType"]);
        var error = await Assert.ThrowsAsync<AppServicesException>(() => changes.ReadAsync(TestSession.Token));

        Assert.Equal(ClientErrorCode.RequestTimedOut, error.Code);
    }

    [Fact]
    public async Task Ending_the_reading_hangs_up_and_is_observed()
    {
        var hungUp = new TaskCompletionSource();
        RequestTrace? trace = null;
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => SendAsync(context, Call, "[1,", async () =>
        {
            using (context.RequestAborted.Register(hungUp.SetResult)) await hungUp.Task;
        }));
        MongoCollection items = await OpenAsync(server);
        DocumentReader documents = await items.FindAsync(
            null, new FindOptions(), new RequestOptions { Observer = seen => trace = seen }, TestSession.Token);
        Assert.True(await documents.ReadAsync(TestSession.Token));
        Assert.Null(trace);

        documents.Dispose();

        await hungUp.Task.WaitAsync(TimeSpan.FromSeconds(10), TestSession.Token);
        Assert.Equal((200, 3L), (trace!.Status, trace.ReplyBytes));
    }

    [Fact]
    public async Task A_change_stream_asks_and_reads_as_the_protocol_says()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => SendAsync(
            context, Watch, ": open\n\ndata: {%0A\"operationType\":\"insert\",%0D%0A\"note\":\"50%25 off\\ntoday\"}\n\nevent: other\ndata: x\n\nevent: error\ndata: {\"error_code\":\"InternalServerError\",\"error\":\"closed\"}\n\n"));
        using ChangeStream changes = await (await OpenAsync(server)).WatchAsync(
            null, new BsonDocument { { "operationType", "insert" } }, null, RequestOptions.Default, TestSession.Token);

        Assert.Equal("50% off\ntoday", ((BsonDocument)(await changes.ReadAsync(TestSession.Token))!)["note"]);
        var error = await Assert.ThrowsAsync<AppServicesException>(() => changes.ReadAsync(TestSession.Token));

        Assert.Equal(("InternalServerError", "closed"), (error.Code, error.Reason));
        SeenRequest request = server.Single(Watch);
        string query = Uri.UnescapeDataString(request.Query["?baas_request=".Length..]);
        Assert.Equal(
            """{"name":"watch","arguments":[{"database":"store","collection":"items","filter":{"operationType":"insert"}}],"service":"atlas"}""",
            Encoding.UTF8.GetString(Convert.FromBase64String(query)));
        Assert.NotEmpty(request.Token);
    }

    [Theory]
    [InlineData("event: error\ndata: oops\n\n", "AppUnknownError", "oops")]
    [InlineData("event: error\ndata: {\"error_code\":5,\"error\":\"x\"}\n\n", "AppUnknownError", "{\"error_code\":5,\"error\":\"x\"}")]
    [InlineData("data: {\n\n", ClientErrorCode.InvalidServerResponse, null)]
    [InlineData("data: [1]\n\n", ClientErrorCode.InvalidServerResponse, null)]
    [InlineData("data: 5\n\n", ClientErrorCode.InvalidServerResponse, null)]
    [InlineData(": open\n\n", ClientErrorCode.ServerUnreachable, null)]
    [InlineData("data: {}\n", ClientErrorCode.ServerUnreachable, null)]
    public async Task A_change_stream_that_goes_wrong_says_how(string text, string code, string? reason)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => SendAsync(context, Watch, text));
        using ChangeStream changes = await (await OpenAsync(server)).WatchAsync(
            null, null, null, RequestOptions.Default, TestSession.Token);

        var error = await Assert.ThrowsAsync<AppServicesException>(() => changes.ReadAsync(TestSession.Token));

        Assert.Equal((code, reason), (error.Code, error.Reason));
    }

    [Theory]
    [InlineData(": open\n\n: here\n\n", true)]
    [InlineData(": open\n\ndata: {}\n\n", false)]
    [InlineData("data: {}\n\n", false)]
    public async Task Silence_is_a_failure_only_where_there_were_heartbeats(string text, bool fails)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            SendAsync(context, Watch, text, () => Task.Delay(Timeout.Infinite, context.RequestAborted)));
        var options = new RequestOptions { Timeout = TimeSpan.FromMilliseconds(400) };
        using ChangeStream changes = await (await OpenAsync(server)).WatchAsync(null, null, null, options, TestSession.Token);
        if (!fails) await changes.ReadAsync(TestSession.Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestSession.Token);
        stop.CancelAfter(TimeSpan.FromSeconds(fails ? 20 : 1.5));

        Exception? error = await Record.ExceptionAsync(() => changes.ReadAsync(stop.Token));

        if (fails) Assert.Equal(ClientErrorCode.RequestTimedOut, Assert.IsType<AppServicesException>(error).Code);
        else Assert.IsAssignableFrom<OperationCanceledException>(error);
    }

    private static async Task<MongoCollection> OpenAsync(ScriptedServer server) =>
        new(await server.LogInAsync(), "atlas", "store", "items", EjsonFormat.Default);

    private static async Task<bool> SendAsync(HttpContext context, string request, string text, Func<Task>? then = null)
    {
        if (!ScriptedServer.Is(context, request)) return false;
        context.Response.ContentType = request == Watch ? "text/event-stream" : "application/json";
        await SendMoreAsync(context, text);
        if (then is not null) await then();
        return true;
    }

    private static async Task SendMoreAsync(HttpContext context, string text, Func<Task>? then = null)
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        if (then is not null) await then();
    }
}
