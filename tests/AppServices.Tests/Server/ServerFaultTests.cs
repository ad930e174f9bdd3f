using System.IO;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>A fault of the server itself: here a database that has lost a table.</summary>
public sealed class ServerFaultTests
{
    [Fact]
    public async Task It_is_told_without_its_details()
    {
        await using AppServerFixture server = await AppServerFixture.StartAsync();
        await server.LogInAsync();
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(server.Data.Path, "appservices.db")};Pooling=False"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "DROP TABLE catalog";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        foreach (WireReply reply in new[]
        {
            await server.PostLoginAsync("anon-user"),
            await server.RegisterAsync("mia@example.com", "correct horse"),
        })
            reply.AssertError(500, "InternalServerError", "internal server error");
        Assert.Equal(200, (int)(await server.SendAsync("GET", $"/app/{AppServerFixture.QuickstartAppId}/location")).Status);
    }
}
