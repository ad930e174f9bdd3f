using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Benchmarks.Calls;

namespace AppServices.Benchmarks.Documents;

/// <summary>
/// The least that a C# program can do to write and read documents: the module's requests, made before the clock starts, and
/// replies that nobody looks at. A worker process of its own.
/// </summary>
internal sealed class DocumentLoop(BareClient client)
{
    public const string Name = "document-loop";

    private const int Batch = 1000;

    public static Command Command()
    {
        var baseUri = new Argument<string>("address");
        var appId = new Argument<string>("app");
        var command = new Command(Name, "A worker of the documents benchmark.") { baseUri, appId };
        command.Hidden = true;
        command.SetAction(
            (parsed, cancellationToken) => RunAsync(new Uri(parsed.GetValue(baseUri)!), parsed.GetValue(appId)!, cancellationToken));
        return command;
    }

    private static async Task RunAsync(Uri baseUri, string appId, CancellationToken cancellationToken)
    {
        using BareClient client = await BareClient.LogInAsync(baseUri, appId, cancellationToken);
        var loop = new DocumentLoop(client);
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync(cancellationToken) is { } line)
            Console.WriteLine(
                (await loop.CallAsync(line.Split(' '), cancellationToken)).TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
    }

    private async Task<TimeSpan> CallAsync(string[] words, CancellationToken cancellationToken)
    {
        int first = int.Parse(words[2], CultureInfo.InvariantCulture), count = int.Parse(words[3], CultureInfo.InvariantCulture);
        byte[][] bodies = Bodies(words[0], words[1], first, count).ToArray();
        long started = Stopwatch.GetTimestamp();
        foreach (byte[] body in bodies)
        {
            if (words[0] == "read") await client.DrainAsync(body, cancellationToken);
            else if (words[0] == "parse") Parse(await client.PostAsync(body, cancellationToken), count);
            else if ((await client.PostAsync(body, cancellationToken)).Length < 10)
                throw new BenchmarkException("A document was not found.");
        }
        return Stopwatch.GetElapsedTime(started);
    }

    private static void Parse(byte[] reply, int count)
    {
        using JsonDocument documents = JsonDocument.Parse(reply);
        if (documents.RootElement.GetArrayLength() != count) throw new BenchmarkException("Not all documents were read.");
    }

    private static IEnumerable<byte[]> Bodies(string verb, string collection, int first, int count) => verb switch
    {
        "load" => Enumerable.Range(first, count).Chunk(Batch).Select(batch => Body(
            "insertMany", collection, $"\"documents\":[{string.Join(',', batch.Select(Document))}]")),
        "read" or "parse" => [Body("find", collection, "\"query\":{}")],
        "id" => Enumerable.Range(1, count).Select(i => Body("findOne", collection, $$$"""
            "query":{"_id":{"$numberInt":"{{{Place(i, first)}}}"}}
            """)),
        "sku" => Enumerable.Range(1, count).Select(i => Body("findOne", collection, $$"""
            "query":{"sku":"sku-{{Place(i, first)}}"}
            """)),
        _ => throw new BenchmarkException($"'{verb}' is nothing to measure."),
    };

    private static long Place(int i, int size) => i * 7919L % size;

    private static string Document(int i) => $$$"""
        {"_id":{"$numberInt":"{{{i}}}"},"sku":"sku-{{{i}}}","owner":"user-{{{i % 1000}}}","price":{"$numberDouble":"1.5"},"text":"{{{new string('x', 100)}}}"}
        """;

    private static byte[] Body(string name, string collection, string argument) => Encoding.UTF8.GetBytes(
        $$"""{"name":"{{name}}","service":"mongodb-atlas","arguments":[{"database":"shop","collection":"{{collection}}",{{argument}}}]}""");
}
