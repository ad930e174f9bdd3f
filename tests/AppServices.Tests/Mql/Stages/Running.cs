using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Mql.Expressions;
using AppServices.Mql.Pipelines;
using AppServices.Tests.Mql.Expressions;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Mql.Stages;

/// <summary>Runs pipelines of a table.</summary>
internal static class Running
{
    public static PipelineRun On(MemoryCollections collections, string collection = "items") =>
        new(collections, new Namespace("shop", collection), EvaluationScope.Start(Evaluation.Now, TestContext.Current.CancellationToken));

    public static Task<List<BsonDocument>> ListAsync(string pipeline, PipelineRun run) =>
        PipelineParser.Parse(Ejson.Value(pipeline).AsBsonArray, TestContext.Current.CancellationToken).RunAsync(run, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken).AsTask();

    /// <summary>Expects documents, in order.</summary>
    public static async Task GivesAsync(string pipeline, string documents, string expected) =>
        await GivesAsync(pipeline, Collections(documents), expected);

    public static async Task GivesAsync(string pipeline, MemoryCollections collections, string expected) =>
        Assert.Equal(Ejson.Canonical(expected), Ejson.Text(new BsonArray(await ListAsync(pipeline, On(collections)))));

    /// <summary>Expects an error by its number, when the pipeline is parsed or when it runs.</summary>
    public static async Task<DocumentException> RefusesAsync(string pipeline, string documents, int code)
    {
        DocumentException error = await Assert.ThrowsAsync<DocumentException>(() => ListAsync(pipeline, On(Collections(documents))));
        Assert.Equal((code, pipeline), (error.Code, pipeline));
        return error;
    }

    public static MemoryCollections Collections(string documents)
    {
        var collections = new MemoryCollections();
        collections["items"].AddRange(Ejson.Value(documents).AsBsonArray.Select(static document => document.AsBsonDocument));
        return collections;
    }
}
