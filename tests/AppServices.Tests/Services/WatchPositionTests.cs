using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage.Sqlite;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Services;

/// <summary>How far a stream has come that tells nothing (client-api 8.6).</summary>
public sealed class WatchPositionTests
{
    [Theory]
    [InlineData("quiet", "")]
    [InlineData("busy", ",\"filter\":{\"operationType\":\"delete\"}")]
    public async Task A_stream_that_tells_nothing_beside_many_changes_keeps_its_place(string collection, string arguments)
    {
        using AppFolder app = DocumentApp.Create();
        await using AppServerFixture server = await AppServerFixture.StartAsync(new FastClock(), app);
        string token = await DocumentApp.LogInAsync(server);
        string path = WatchClient.Path(DocumentApp.Id, collection, arguments), begun, reached;
        using (WatchClient stream = await WatchClient.OpenAsync(server, path, token))
        using (WatchClient other = await WatchClient.OpenAsync(server, WatchClient.Path(DocumentApp.Id, "busy"), token))
        {
            begun = stream.Position;
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            Task writing = Task.Run(
                async () =>
                {
                    while (!enough.IsCancellationRequested) await server.ResultAsync(token, "insertOne", "busy", "\"document\":{}");
                },
                TestContext.Current.CancellationToken);
            await stream.ReachAsync();
            await enough.CancelAsync();
            await writing;
            reached = stream.Position;
        }
        await server.ResultAsync(token, "insertOne", collection, "\"document\":{\"_id\":\"last\"}");
        await server.ResultAsync(token, "deleteOne", collection, "\"query\":{\"_id\":\"last\"}");
        // What becomes of changes after an hour.
        await ((SqliteStore)server.Data.Store).ChangeAsync(
            transaction => ChangeLog.Trim(transaction.Session, ChangeLog.Position(reached)), TestContext.Current.CancellationToken);

        using (var refused = await WatchClient.SendAsync(server, Resuming(begun), token))
        {
            WireReply reply = await WireReply.ReadAsync(refused);
            Assert.Contains("(ChangeStreamHistoryLost)", reply.String("error"), StringComparison.Ordinal);
        }
        using WatchClient resumed = await WatchClient.OpenAsync(server, Resuming(reached), token);
        while (true)
        {
            MongoDB.Bson.BsonDocument change = await resumed.ReadAsync();
            if (change["operationType"] == "delete") break;
        }

        string Resuming(string position) =>
            WatchClient.Path(DocumentApp.Id, collection, $"{arguments},\"resumeAfter\":{{\"_data\":\"{position}\"}}");
    }
}
