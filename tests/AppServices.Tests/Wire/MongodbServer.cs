using System;
using System.Threading.Tasks;
using AppServices.Server.Settings;
using AppServices.Server.Wire;
using AppServices.Tests.Server;
using AppServices.Tests.Services;
using MongoDB.Driver;
using Xunit;

namespace AppServices.Tests.Wire;

/// <summary>A server that speaks MongoDB's protocol, and a user of it; each test has a database of its own.</summary>
public sealed class MongodbServer : IAsyncLifetime
{
    public const string User = "operator";

    private readonly AppFolder _app = DocumentApp.Create();

    internal MongodbSettings Settings { get; init; } = new() { Port = 0 };

    internal AppServerFixture Server { get; private set; } = null!;

    internal string Password { get; private set; } = null!;

    /// <summary>The driver, logged in.</summary>
    internal MongoClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await StartAsync(Settings, _app);
        Password = await new DatabaseUsers(Server.Data.Store).CreateAsync(User, TestContext.Current.CancellationToken);
        Client = new MongoClient(Address());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        _app.Dispose();
    }

    /// <summary>A server of a test's own.</summary>
    internal static Task<AppServerFixture> StartAsync(params AppFolder[] apps) => StartAsync(new MongodbSettings { Port = 0 }, apps);

    internal static Task<AppServerFixture> StartAsync(MongodbSettings mongodb, params AppFolder[] apps) => AppServerFixture.StartAsync(
        options => options with { Settings = new ServerSettings { Mongodb = mongodb, Logins = new LoginSettings { FailuresByAccount = 3 } } }, apps);

    /// <summary>The connection string of a user.</summary>
    internal string Address(string? password = null, string options = "", string user = User) =>
        $"mongodb://{user}:{password ?? Password}@{Server.Mongodb}/?directConnection=true&serverSelectionTimeoutMS=10000{options}";

    /// <summary>A database that no other test uses.</summary>
    internal IMongoDatabase NewDatabase() => Client.GetDatabase("d" + Guid.NewGuid().ToString("N"));
}
