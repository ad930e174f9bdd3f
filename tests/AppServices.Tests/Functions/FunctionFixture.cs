using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Bson;
using AppServices.Server.Functions;
using AppServices.Server.Functions.Running;
using AppServices.Server.Services;
using AppServices.Server.Utils;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Functions;

/// <summary>A small app whose functions are given inline, and a memory of what was logged.</summary>
internal sealed class FunctionFixture : IFunctionUsers, ILogger
{
    public const string UserId = "6650a1f2c3d4e5f6a7b8c9d0";

    private readonly List<FunctionDefinition> _functions = [];
    private readonly List<string> _log = [];
    private FunctionRuntime? _runtime;

    /// <summary>An app with one function named <c>f</c>.</summary>
    public FunctionFixture(string? source = null, FunctionLimits? limits = null)
    {
        Limits = limits ?? new FunctionLimits { Time = TimeSpan.FromSeconds(30) };
        if (source is not null) Add(new FunctionDefinition("f", source, "f.js"));
    }

    public FunctionLimits Limits { get; }

    /// <summary>What runs the functions; Jint where nothing is said.</summary>
    public IFunctionEngine? Engine { get; set; }

    public CallTurns Turns { get; init; } = new();

    public BsonDocument Values { get; } = new() { ["prices"] = new BsonDocument { ["nuts"] = 0.25, ["bolts"] = 0.4 }, ["currency"] = "EUR" };

    public Dictionary<string, DataSource> Data { get; } = [];

    public FunctionUser User { get; set; } = new(
        UserId, "normal", new BsonDocument("email", "a@example.com"), new BsonDocument("level", 3), [new FunctionIdentity("i1", "local-userpass")]);

    public FunctionRequest Request { get; set; } = new(
        "127.0.0.1", new Dictionary<string, string[]> { ["X-Key"] = ["abc"], ["User-Agent"] = ["test"] }, "a=1", "POST");

    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_log) return [.. _log];
        }
    }

    public FunctionFixture Add(FunctionDefinition definition)
    {
        _functions.Add(definition);
        return this;
    }

    public FunctionFixture Add(string name, string source) => Add(new FunctionDefinition(name, source, name + ".js"));

    /// <summary>Calls <c>f</c> with arguments in Extended JSON and answers Extended JSON.</summary>
    public async Task<string> CallAsync(params string[] arguments) => Text(await CallAsync("f", arguments.Select(Parse).ToArray()));

    public Task<BsonValue> CallAsync(string name, BsonValue[] arguments, bool fromClient = true, CancellationToken? cancellationToken = null) =>
        Runtime().CallAsync(
            new FunctionCall(name, arguments, User, Request) { FromClient = fromClient },
            cancellationToken ?? TestContext.Current.CancellationToken);

    /// <summary>Calls <c>f</c>, which must fail.</summary>
    public Task<FunctionException> FailAsync(params string[] arguments) =>
        Assert.ThrowsAsync<FunctionException>(() => CallAsync("f", arguments.Select(Parse).ToArray()));

    public FunctionRuntime Runtime() => _runtime ??= new FunctionRuntime(
        new AppDescription("6650a1f2c3d4e5f6a7b8c9d1", "shop-abcde", "shop", "6650a1f2c3d4e5f6a7b8c9d2", "LOCAL", "aws-eu-west-1", "testing", new BsonDocument("limit", 5), Values),
        new FunctionCatalog(_functions), () => new DataSourceTable(Data, new HashSet<string>()), () => [new UtilsFeature.Part()], Limits, Turns, this, () => Engine ??= new JintEngine(), this);

    public static BsonValue Parse(string ejson) => EjsonReader.Parse(Encoding.UTF8.GetBytes(ejson));

    public static string Text(BsonValue value) => EjsonWriter.ToText(value);

    Task<FunctionUser?> IFunctionUsers.FindAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult(id == UserId ? User : null);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_log) _log.Add($"{logLevel}: {formatter(state, exception)}");
    }
}
