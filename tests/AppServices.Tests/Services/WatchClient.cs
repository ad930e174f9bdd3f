using System;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Services;

/// <summary>Reads a stream of <c>watch</c> as the clients of client-api 8.3 do.</summary>
internal sealed class WatchClient : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private WatchClient(HttpResponseMessage response, StreamReader lines)
    {
        _response = response;
        _lines = lines;
    }

    /// <summary>How far the server said last that the stream has come.</summary>
    public string Position { get; private set; } = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The path of a watch of a collection of the database <c>shop</c>.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="collection">The collection.</param>
    /// <param name="arguments">Further arguments: a comma and the rest of the JSON object; empty for none.</param>
    /// <param name="parameter">The name of the parameter that carries the call.</param>
    public static string Path(string appId, string collection, string arguments = "", string parameter = "baas_request")
    {
        string request = $$"""{"name":"watch","service":"mongodb-atlas","arguments":[{"database":"shop","collection":"{{collection}}"{{arguments}}}]}""";
        return $"/app/{appId}/functions/call?{parameter}={Uri.EscapeDataString(Convert.ToBase64String(Encoding.UTF8.GetBytes(request)))}";
    }

    /// <summary>Sends the request, with the token in the header when there is one; the reply may be a refusal.</summary>
    public static async Task<HttpResponseMessage> SendAsync(IWireServer server, string path, string? accessToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, WireRequests.Api + path);
        if (accessToken is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        request.Headers.Accept.ParseAdd("text/event-stream");
        return await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }

    /// <summary>Opens a stream, from whose first comment on no change is missed.</summary>
    public static async Task<WatchClient> OpenAsync(IWireServer server, string path, string? accessToken)
    {
        HttpResponseMessage response = await SendAsync(server, path, accessToken);
        if ((int)response.StatusCode != 200) throw new InvalidOperationException(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.ToString());
        var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Token));
        Assert.StartsWith(":", await lines.ReadLineAsync(Token), StringComparison.Ordinal);
        var client = new WatchClient(response, lines) { Position = await ReadPositionAsync(lines) };
        Assert.Equal("", await lines.ReadLineAsync(Token));
        return client;
    }

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }

    /// <summary>Waits until the server says that the stream has come further.</summary>
    public async Task ReachAsync()
    {
        string before = Position;
        while (Position == before)
        {
            Assert.StartsWith(":", await _lines.ReadLineAsync(Token), StringComparison.Ordinal);
            Position = await ReadPositionAsync(_lines);
            Assert.Equal("", await _lines.ReadLineAsync(Token));
        }
    }

    private static async Task<string> ReadPositionAsync(StreamReader lines)
    {
        string line = (await lines.ReadLineAsync(Token))!;
        Assert.StartsWith("id: 82", line, StringComparison.Ordinal);
        return line[4..];
    }

    /// <summary>The next line that is neither empty nor a comment or position; null at the end.</summary>
    public async Task<string?> ReadLineAsync()
    {
        // A test that waits for what never comes is to fail, not to hang.
        using var guard = CancellationTokenSource.CreateLinkedTokenSource(Token);
        guard.CancelAfter(TimeSpan.FromMinutes(1));
        string? line;
        while ((line = await _lines.ReadLineAsync(guard.Token)) is not null && (line.Length == 0 || line[0] == ':' || line.StartsWith("id:", StringComparison.Ordinal)))
        {
        }
        return line;
    }

    /// <summary>The next change event.</summary>
    public async Task<BsonDocument> ReadAsync() => Decode((await ReadLineAsync())!);

    /// <summary>Asserts that the next event is this error, and the last one.</summary>
    public async Task AssertEndsAsync(string code, string message)
    {
        Assert.Equal("event: error", await ReadLineAsync());
        BsonDocument error = await ReadAsync();
        Assert.Equal((code, message), (error["error_code"].AsString, error["error"].AsString));
        Assert.Null(await ReadLineAsync());
    }

    private static BsonDocument Decode(string line)
    {
        Assert.StartsWith("data: ", line, StringComparison.Ordinal);
        return BsonDocument.Parse(line["data: ".Length..]
            .Replace("%0A", "\n", StringComparison.Ordinal).Replace("%0D", "\r", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal));
    }
}
