using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Commands;
using AppServices.Server.Settings;
using AppServices.Server.Wire;
using AppServices.Tests.Server;
using AppServices.Tests.Services;
using MongoDB.Bson;
using MongoDB.Driver;
using Xunit;

namespace AppServices.Tests.Wire;

/// <summary>Who gets in at the port of MongoDB's protocol.</summary>
public sealed class LoginTests(MongodbServer mongodb) : IClassFixture<MongodbServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // The numbers were made by another implementation of RFC 7677.
    [Fact]
    public void A_talk_goes_as_the_standard_says()
    {
        const string nonce = "Y2xpZW50LW5vbmNlLTAxMjM0NQ==", own = "c2VydmVyLW5vbmNlLTY3ODkwLWFiY2RlZg==";
        byte[] salt = [.. Enumerable.Range(1, ScramKeys.SaltLength).Select(static i => (byte)i)];
        ScramKeys keys = ScramKeys.Of("correct horse", salt, 15000);
        ScramTalk talk = ScramTalk.Begin($"n,,n=operator,r={nonce}", keys, own)!;
        Assert.Equal($"r={nonce}{own},s=AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHA==,i=15000", talk.Reply);
        string last = $"c=biws,r={nonce}{own},p=";
        Assert.Equal("v=rD2X3ji0E4uClsasp07XLalWSiGIXWqGxiojYPkTwBw=", talk.Finish(last + "YVAjGLNPQnxic9xS2ysKU3bZnwtTvzB04Gpj4CTlHeE="));
        Assert.Null(talk.Finish(last + "YVAjGLNPQnxic9xS2ysKU3bZnwtTvzB04Gpj4CTlHeA="));
        Assert.Null(talk.Finish(last));
        Assert.Null(talk.Finish($"c=biws,r={nonce},p=YVAjGLNPQnxic9xS2ysKU3bZnwtTvzB04Gpj4CTlHeE="));
        Assert.Null(talk.Finish("p="));
    }

    [Theory]
    [InlineData("n,,n=operator,r=abc", "operator")]
    [InlineData("y,,n=a=2Cb=3Dc,r=abc", "a,b=c")]
    [InlineData("n,,n=a=2,r=abc", null)]
    [InlineData("n,,n=,r=abc", null)]
    [InlineData("n,,m=x,n=a,r=abc", null)]
    [InlineData("p=tls-unique,,n=a,r=abc", null)]
    [InlineData("n,,n=a,r=", null)]
    [InlineData("", null)]
    public void A_name_is_read(string message, string? name) => Assert.Equal(name, ScramTalk.NameIn(message));

    [Fact]
    public async Task Nothing_is_told_before_the_login()
    {
        using var client = new MongoClient($"mongodb://{mongodb.Server.Mongodb}/?directConnection=true");
        IMongoDatabase admin = client.GetDatabase("admin");
        foreach (string command in (string[])["{ping: 1}", "{buildInfo: 1}", "{hello: 1}", "{connectionStatus: 1}"])
            Assert.Equal(1.0, (await admin.RunCommandAsync<BsonDocument>(command, cancellationToken: Cancel))["ok"]);
        foreach (string command in (string[])["{find: 'items'}", "{listDatabases: 1}", "{nothing: 1}", "{getMore: NumberLong(1), collection: 'x'}"])
        {
            var refused = await Assert.ThrowsAsync<MongoCommandException>(() => admin.RunCommandAsync<BsonDocument>(command, cancellationToken: Cancel));
            Assert.Equal(13, refused.Code);
        }
    }

    [Theory]
    [InlineData("operator", "wrong", "")]
    [InlineData("nobody", "wrong", "")]
    [InlineData("operator", null, "&authSource=shop")]
    [InlineData("operator", null, "&authMechanism=SCRAM-SHA-1")]
    public async Task A_wrong_login_is_refused(string user, string? password, string options)
    {
        using var client = new MongoClient(mongodb.Address(password, options, user));
        await Assert.ThrowsAsync<MongoAuthenticationException>(
            () => client.GetDatabase("shop").RunCommandAsync<BsonDocument>("{find: 'items'}", cancellationToken: Cancel));
    }

    [Fact]
    public async Task Somebody_who_guesses_is_locked_out_and_nobody_else()
    {
        DatabaseUsers users = new(mongodb.Server.Data.Store);
        string password = await users.CreateAsync("guessed", Cancel);
        for (int attempt = 0; attempt < 3; attempt++) await AssertRefusedAsync("wrong", "Authentication failed.");
        await AssertRefusedAsync(password, "too many attempts");
        Assert.Equal(1.0, (await mongodb.Client.GetDatabase("admin").RunCommandAsync<BsonDocument>("{ping: 1}", cancellationToken: Cancel))["ok"]);

        async Task AssertRefusedAsync(string tried, string text)
        {
            // A client of its own: those with one connection string share what they know of the server.
            using var client = new MongoClient(mongodb.Address(tried, $"&appName={Guid.NewGuid():N}", "guessed"));
            var refused = await Assert.ThrowsAsync<MongoAuthenticationException>(
                () => client.GetDatabase("shop").RunCommandAsync<BsonDocument>("{find: 'items'}", cancellationToken: Cancel));
            Assert.Contains(text, refused.InnerException!.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_command_makes_lists_and_deletes_users()
    {
        string folder = mongodb.Server.Data.Path;
        string made = await RunAsync("create", "ann", "--data", folder);
        string password = made.Split(' ')[^1];
        using (var client = new MongoClient(mongodb.Address(password, "", "ann")))
            Assert.Equal("ann", (await StatusAsync(client))["authInfo"]["authenticatedUsers"][0]["user"].AsString);
        Assert.Matches(@"^[-0-9T:]+Z  ann$", (await RunAsync("list", "--data", folder)).Split('\n')[0]);
        await RunAsync("delete", "ann", "--data", folder);
        // Clients with the same connection string share their connections.
        using (var client = new MongoClient(mongodb.Address(password, "&appName=again", "ann")))
            await Assert.ThrowsAsync<MongoAuthenticationException>(() => client.ListDatabaseNamesAsync(Cancel));
        string state = await File.ReadAllTextAsync(Path.Combine(folder, "appservices.db"), System.Text.Encoding.Latin1, Cancel);
        Assert.DoesNotContain(password, state, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_protects_the_connection()
    {
        using var key = ECDsa.Create();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tls-");
        string certificate = Path.Combine(folder.FullName, "certificate.pem"), own = Path.Combine(folder.FullName, "key.pem");
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(certificate, made.ExportCertificatePem(), Cancel);
        await File.WriteAllTextAsync(own, key.ExportPkcs8PrivateKeyPem(), Cancel);
        using AppFolder app = DocumentApp.Create();
        var settings = new MongodbSettings { Port = 0, Certificate = certificate, Key = own };
        await using (AppServerFixture server = await MongodbServer.StartAsync(settings, app))
        {
            string password = await new DatabaseUsers(server.Data.Store).CreateAsync("x", Cancel);
            string address = $"mongodb://x:{password}@{server.Mongodb}/?directConnection=true";
            using (var client = new MongoClient(address + "&tls=true&tlsInsecure=true"))
                Assert.Empty(await (await client.ListDatabaseNamesAsync(Cancel)).ToListAsync(Cancel));
            using (var client = new MongoClient(address + "&serverSelectionTimeoutMS=300"))
                await Assert.ThrowsAsync<TimeoutException>(() => client.ListDatabaseNamesAsync(Cancel));
        }
        await File.WriteAllTextAsync(own, "no key", Cancel);
        Assert.Contains("cannot be used", Assert.Throws<ConfigurationException>(settings.ReadCertificate).Message, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_own_state_of_the_server_is_out_of_reach()
    {
        foreach (string database in (string[])["appservices", "admin", "config", "local"])
            Assert.Empty((await mongodb.Client.GetDatabase(database).RunCommandAsync<BsonDocument>(
                "{find: 'database_users'}", cancellationToken: Cancel))["cursor"]["firstBatch"].AsBsonArray);
        var refused = await Assert.ThrowsAsync<MongoCommandException>(
            () => mongodb.Client.GetDatabase("admin").CreateCollectionAsync("x", cancellationToken: Cancel));
        Assert.Equal(73, refused.Code);
    }

    private static Task<BsonDocument> StatusAsync(MongoClient client) =>
        client.GetDatabase("admin").RunCommandAsync<BsonDocument>("{connectionStatus: 1}", cancellationToken: Cancel);

    private static async Task<string> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        Assert.Equal(0, await new RootCommand { DatabaseUserCommand.Create() }.Parse(["database-user", .. arguments]).InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output }, Cancel));
        return output.ToString().TrimEnd('\n');
    }
}
