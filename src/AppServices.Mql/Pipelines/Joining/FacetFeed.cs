using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Joining;

/// <summary>Feeds several pipelines with the same documents at once, so that nobody has to hold them all.</summary>
internal sealed class FacetFeed(IAsyncEnumerable<BsonDocument> source, PipelineRun run, MemoryBudget memory)
{
    private const int Waiting = 128;

    private readonly Lock _memoryLock = new();

    /// <summary>What each of the pipelines gives.</summary>
    public async Task<BsonArray[]> RunAsync(Pipeline[] pipelines, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Channel<BsonDocument>[] channels = Array.ConvertAll(pipelines, static _ =>
            Channel.CreateBounded<BsonDocument>(new BoundedChannelOptions(Waiting) { SingleReader = true, SingleWriter = true }));
        var results = new Task<BsonArray>[pipelines.Length];
        for (int i = 0; i < results.Length; i++) results[i] = CollectAsync(pipelines[i], channels[i], ending);
        // Of several tasks, one that failed counts before those that were stopped because of it.
        await Task.WhenAll([FeedAsync(channels, ending), .. results]);
        return await Task.WhenAll(results);
    }

    private async Task FeedAsync(Channel<BsonDocument>[] channels, CancellationTokenSource ending)
    {
        bool isDone = false;
        try
        {
            await foreach (BsonDocument document in source.WithCancellation(ending.Token))
            {
                bool isWanted = false;
                foreach (Channel<BsonDocument> channel in channels)
                    isWanted |= await channel.Writer.WaitToWriteAsync(ending.Token) && channel.Writer.TryWrite(document);
                if (!isWanted) break;
            }
            foreach (Channel<BsonDocument> channel in channels) channel.Writer.TryComplete();
            isDone = true;
        }
        finally
        {
            if (!isDone) await ending.CancelAsync();
        }
    }

    private async Task<BsonArray> CollectAsync(Pipeline pipeline, Channel<BsonDocument> channel, CancellationTokenSource ending)
    {
        bool isDone = false;
        try
        {
            var results = new BsonArray();
            await foreach (BsonDocument result in pipeline.RunAsync(channel.Reader.ReadAllAsync(ending.Token), run, ending.Token))
            {
                lock (_memoryLock) memory.Hold(result);
                results.Add(result);
            }
            channel.Writer.TryComplete();      // a pipeline may have had enough before the end
            isDone = true;
            return results;
        }
        finally
        {
            if (!isDone) await ending.CancelAsync();
        }
    }
}
