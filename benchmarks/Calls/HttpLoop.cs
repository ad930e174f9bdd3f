using System;
using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Benchmarks.Processes;

namespace AppServices.Benchmarks.Calls;

/// <summary>
/// The least that a C# program can do to call a function: a loop around HttpClient that reads no result, or 16 of them. A worker process
/// of its own.
/// </summary>
internal sealed class HttpLoop(BareClient client)
{
    public const string Name = "http-loop";

    public static Command Command()
    {
        var baseUri = new Argument<string>("address");
        var appId = new Argument<string>("app");
        var command = new Command(Name, "A worker of the calls benchmark.") { baseUri, appId };
        command.Hidden = true;
        command.SetAction(
            (parsed, cancellationToken) => RunAsync(new Uri(parsed.GetValue(baseUri)!), parsed.GetValue(appId)!, cancellationToken));
        return command;
    }

    private static async Task RunAsync(Uri baseUri, string appId, CancellationToken cancellationToken)
    {
        using BareClient client = await BareClient.LogInAsync(baseUri, appId, cancellationToken);
        var loop = new HttpLoop(client);
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync(cancellationToken) is { } line)
            Console.WriteLine((await loop.CallAsync(line, cancellationToken)).TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
    }

    private async Task<TimeSpan> CallAsync(string line, CancellationToken cancellationToken)
    {
        string[] words = line.Split(' ');
        (string function, string more) = words[0] == "echo" ? ("echo", "") : ("sum", ",{\"$numberInt\":\"1\"}");
        int received = 0;
        TimeSpan time = await Crowd.RunAsync(words[0] == "sum16" ? 16 : 1, int.Parse(words[1], CultureInfo.InvariantCulture), async i =>
        {
            byte[] body = Encoding.UTF8.GetBytes($$"""{"name":"{{function}}","arguments":[{"$numberInt":"{{i}}"}{{more}}]}""");
            Interlocked.Add(ref received, (await client.PostAsync(body, cancellationToken)).Length);
        });
        return received > 0 ? time : throw new BenchmarkException("The server's replies were empty.");
    }
}
