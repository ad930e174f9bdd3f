using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using AppServices.Server.Rules;
using AppServices.Server.Rules.Access;
using AppServices.Server.Rules.Expressions.Conditions;
using AppServices.Server.Rules.Roles;
using AppServices.Server.Services;
using AppServices.Server.Storage;
using AppServices.Tests.Storage;

namespace AppServices.Tests.Functions.Data;

/// <summary>A function with a data source whose collection <c>shop.items</c> has documents; the source text sees it as <c>items</c>.</summary>
internal sealed class DataApp : IAsyncDisposable
{
    private readonly TestStore _test = new();

    private DataApp(string source)
    {
        App = new FunctionFixture(
            "const client = context.services.get('atlas'); const items = client.db('shop').collection('items');\n" + source);
        App.Data["atlas"] = new DataSource("atlas", TestStore.Items.Source, _test.Store, Open());
    }

    public FunctionFixture App { get; }

    public IDataStore Store => _test.Store;

    /// <param name="body">The body of an async function of <c>(...args)</c>.</param>
    /// <param name="documents">Documents that are there already.</param>
    public static async Task<DataApp> CreateAsync(string body, params string[] documents)
    {
        var app = new DataApp($"exports = async (...args) => {{ {body} }};");
        if (documents.Length > 0) await app._test.InsertAsync(documents);
        return app;
    }

    /// <summary>Runs a body and answers what it returned, in Extended JSON.</summary>
    public static async Task<string> RunAsync(string body, params string[] documents)
    {
        await using DataApp app = await CreateAsync(body, documents);
        return await app.App.CallAsync();
    }

    /// <summary>The ids of all documents.</summary>
    public Task<string> IdsAsync() => _test.IdsAsync("{}", "{_id: 1}");

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    // Everybody may do everything: these tests are about what the operations do.
    private static SourceRules Open()
    {
        var all = new Role("all", Condition.True, new FieldRules(new Dictionary<string, FieldRule>(), FieldRule.Closed)) { Read = Condition.True, Write = Condition.True };
        return SourceRules.None with { Default = new CollectionRules([all], [], null) };
    }
}
