using System;
using System.Threading.Tasks;
using AppServices.Tests.Programs;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Services;

/// <summary><c>index</c> beside a running server.</summary>
public sealed class IndexCommandTests : DocumentServerTests
{
    [Fact]
    public async Task An_index_is_made_listed_and_dropped_while_theServer_runs()
    {
        await Server.ResultAsync(AccessToken, "insertMany", "items", "\"documents\":[{\"_id\":1,\"n\":1},{\"_id\":2,\"n\":2}]");
        Assert.Equal(new ProgramResult(0, "n_1_m_-1\n", ""), await RunAsync("create", """{"n":1,"m":-1}"""));
        Assert.Equal(new ProgramResult(0, "n_1_m_-1\n", ""), await RunAsync("create", """{"n":1,"m":-1}"""));
        Assert.Equal(new ProgramResult(0, "once\n", ""), await RunAsync("create", """{"n":1}""", "--unique", "--sparse", "--name", "once"));
        Assert.Equal(
            new ProgramResult(0, "n_1_m_-1  { \"n\" : 1, \"m\" : -1 }\nonce  { \"n\" : 1 }  unique  sparse\n", ""), await RunAsync("list"));

        (await Server.CallAsync(AccessToken, "insertOne", "items", "\"document\":{\"_id\":3,\"n\":2}"))
            .AssertError(400, "MongoDBError", "Duplicate key error: E11000 duplicate key error collection: shop.items index: once dup key: { n: 2 }");
        Assert.Equal(new ProgramResult(0, "", ""), await RunAsync("drop", "once"));
        await Server.ResultAsync(AccessToken, "insertOne", "items", "\"document\":{\"_id\":3,\"n\":2}");
    }

    [Theory]
    [InlineData("{\"n\":1", "The fields cannot be read: ")]
    [InlineData("[1]", "The fields must be a JSON object such as {\"owner\":1,\"date\":-1}.")]
    [InlineData("{}", "The index cannot be made: it has no fields.")]
    [InlineData("{\"n\":\"text\"}", "The index cannot be made: 'n' is text; 1 or -1 is expected, other kinds of index are not supported.")]
    [InlineData("{\"$n\":1}", "The index cannot be made: '$n' is no field.")]
    public async Task What_is_no_index_is_refused(string fields, string message)
    {
        ProgramResult result = await RunAsync("create", fields);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_index_may_be_of_a_part_and_end_documents()
    {
        Assert.Equal(
            new ProgramResult(0, "at_1\n", ""),
            await RunAsync("create", """{"at":1}""", "--partial-filter", """{"open":{"$gt":1}}""", "--expire-after-seconds", "60"));
        Assert.Equal(
            new ProgramResult(0, "at_1  { \"at\" : 1 }  of { \"open\" : { \"$gt\" : 1 } }  expires after 60 s\n", ""), await RunAsync("list"));
        ServerProgram.AssertFailed(
            await RunAsync("create", """{"n":1}""", "--partial-filter", "[]"), "The filter must be a JSON object such as {\"open\":true}.");
        ServerProgram.AssertFailed(
            await RunAsync("create", """{"n":1,"m":1}""", "--expire-after-seconds", "60"),
            "The index cannot be made: 'expireAfterSeconds' is for an index of one field.");
    }

    [Fact]
    public async Task A_unique_index_is_refused_when_values_repeat()
    {
        await Server.ResultAsync(AccessToken, "insertMany", "items", "\"documents\":[{\"_id\":1,\"n\":1},{\"_id\":2,\"n\":1}]");
        ServerProgram.AssertFailed(
            await RunAsync("create", """{"n":1}""", "--unique"), "E11000 duplicate key error collection: shop.items index: n_1 dup key: { n: 1 }");
        ServerProgram.AssertFailed(
            await RunAsync("drop", "n_1"),
            $"Collection 'shop.items' has no index 'n_1'. See: appservices-server index list --app {DocumentApp.Id} --data {Server.Data.Path} "
                + "--service mongodb-atlas --database shop --collection items");
    }

    private Task<ProgramResult> RunAsync(string verb, params string[] own) => ServerProgram.RunAsync(
        ["index", verb, .. own, "--app", DocumentApp.Id, "--data", Server.Data.Path, "--database", "shop", "--collection", "items"]);
}
