using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>
/// A search through all documents of a collection that several threads share. It begins alone, as many end soon. The rest is cut into
/// parts by the documents' numbers; the reader and its helpers read them in turn, each with a connection of its own, all in one snapshot.
/// </summary>
/// <param name="session">The reader's connection, in its transaction.</param>
/// <param name="collection">The collection.</param>
/// <param name="isReversed">Whether the documents come from the last one to the first.</param>
/// <param name="glance">Which are wanted.</param>
/// <param name="helpers">Who helps.</param>
internal sealed class SharedScan(
    SqliteSession session, CollectionInfo collection, bool isReversed, DocumentGlance glance, ScanHelpers helpers)
{
    /// <summary>After how many documents others help.</summary>
    public const int DocumentsAlone = 2_000;

    private const int NumbersInPart = 2_000;

    // A helper reads ahead, of documents that may be large; what is beyond this is left to the reader until it is asked for.
    private const int MaxBytesAhead = 512 * 1024;
    private const int PartsAhead = 2;

    /// <summary>The documents that are wanted, in their order.</summary>
    /// <param name="cancellationToken">Ends the waiting for helpers; the glance ends the rest.</param>
    public async IAsyncEnumerable<StoredDocument> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (StoredDocument document in ReadAlone()) yield return document;
        await foreach (Part part in ReadRestAsync(cancellationToken))
            foreach (StoredDocument document in part.Documents) yield return document;
    }

    /// <summary>How many documents are wanted.</summary>
    /// <param name="enough">Of how many it need not be known how many more there are.</param>
    /// <param name="cancellationToken">Ends the waiting for helpers; the glance ends the rest.</param>
    public async ValueTask<long> CountAsync(long enough, CancellationToken cancellationToken)
    {
        long count = ReadAlone().LongCount();
        if (count >= enough) return count;
        await foreach (Part part in ReadRestAsync(cancellationToken))
            if ((count += part.Wanted) >= enough) break;
        return count;
    }

    private IEnumerable<StoredDocument> ReadAlone() => DocumentReader.First(session, collection, isReversed, glance, DocumentsAlone);

    private async IAsyncEnumerable<Part> ReadRestAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (FindRest() is not { } rest) yield break;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IReadOnlyList<SqliteSession> others = helpers.Gather(session);
        int readers = others.Count + 1;
        Channel<Part>[] ahead = [.. others.Select(static _ => Channel.CreateBounded<Part>(PartsAhead))];
        Task[] reading = [.. others.Select((other, i) => ReadAheadAsync(other, rest, i + 1, readers, ahead[i].Writer, ended.Token))];
        try
        {
            for (long index = 0; index < PartCount(rest); index++)
            {
                int other = (int)(index % readers) - 1;
                Part part = other < 0 ? Read(session, Cut(rest, index)) : await TakeAsync(ahead[other].Reader, reading[other]);
                yield return part;
                while (part.Rest.Count > 0) yield return part = Read(session, part.Rest);
            }
        }
        finally
        {
            await ended.CancelAsync();
            foreach (Task one in reading) await one.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            helpers.Release(others);
        }
    }

    // Goes on in one thread as long as there is room for what it reads: to wake one takes as long as to read a part.
    private async Task ReadAheadAsync(
        SqliteSession other, Numbers rest, long first, int step, ChannelWriter<Part> parts, CancellationToken cancellationToken)
    {
        try
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            for (long index = first; index < PartCount(rest); index += step)
            {
                await helpers.EnterAsync(cancellationToken);
                Part part;
                try
                {
                    part = Read(other, Cut(rest, index));
                }
                finally
                {
                    helpers.Leave();
                }
                await parts.WriteAsync(part, cancellationToken);
            }
        }
        finally
        {
            parts.Complete();
        }
    }

    private static async ValueTask<Part> TakeAsync(ChannelReader<Part> parts, Task helper)
    {
        // One that ends too early says why.
        if (!await parts.WaitToReadAsync()) await helper;
        return parts.TryRead(out Part? part) ? part : throw new UnreachableException("A helper has read fewer parts than it was to.");
    }

    private Numbers? FindRest()
    {
        string numbers = $"SELECT n FROM {collection.Table} ORDER BY n";
        string first = isReversed ? $"{numbers} DESC LIMIT 1 OFFSET $0" : $"{numbers} LIMIT 1 OFFSET $0";
        string last = isReversed ? $"{numbers} LIMIT 1" : $"{numbers} DESC LIMIT 1";
        if (session.Scalar(first, (long)DocumentsAlone) is not long begin) return null;
        long end = (long)session.Scalar(last)!;
        return new Numbers(Math.Min(begin, end), Math.Max(begin, end) + 1);
    }

    private static long PartCount(Numbers numbers) => (numbers.Count + NumbersInPart - 1) / NumbersInPart;

    private Numbers Cut(Numbers numbers, long index)
    {
        if (isReversed)
        {
            long high = numbers.High - index * NumbersInPart;
            return new Numbers(Math.Max(high - NumbersInPart, numbers.Low), high);
        }
        long low = numbers.Low + index * NumbersInPart;
        return new Numbers(low, Math.Min(low + NumbersInPart, numbers.High));
    }

    // What changes with each document is made here, by the thread that reads: two threads that write beside each other wait for each other.
    private Part Read(SqliteSession from, Numbers numbers)
    {
        DocumentGlance fresh = glance.Fork();
        var documents = new List<StoredDocument>();
        long bytes = 0;
        foreach (StoredDocument document in DocumentReader.Numbered(from, collection, isReversed, fresh, numbers.Low, numbers.High))
        {
            if (fresh.OnlyCounts) continue;
            documents.Add(document);
            bytes += document.Body.Length;
            if (bytes <= MaxBytesAhead) continue;
            Numbers rest = isReversed ? numbers with { High = document.Number } : numbers with { Low = document.Number + 1 };
            return new Part(documents, fresh.Wanted, rest);
        }
        return new Part(documents, fresh.Wanted, default);
    }

    /// <summary>Numbers of documents.</summary>
    /// <param name="Low">The first one.</param>
    /// <param name="High">That after the last one.</param>
    private readonly record struct Numbers(long Low, long High)
    {
        public long Count => High - Low;
    }

    /// <summary>A part that was read, as far as there was room for it.</summary>
    /// <param name="Documents">What is wanted of it; empty where only how many are.</param>
    /// <param name="Wanted">How many are.</param>
    /// <param name="Rest">Where to go on in it.</param>
    private sealed record Part(IReadOnlyList<StoredDocument> Documents, long Wanted, Numbers Rest);
}
