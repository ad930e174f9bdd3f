using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AppServices.Server.OutgoingHttp;

/// <summary>A header with its values.</summary>
/// <param name="Name">Its name, in any case.</param>
/// <param name="Values">Its values, each for a line of its own.</param>
internal sealed record HeaderLines(string Name, IReadOnlyList<string> Values)
{
    /// <summary>The values as one text.</summary>
    public string Joined => string.Join(HeaderLineEncoding.Separator, Values);

    /// <summary>Whether it is a header, whose names have no case.</summary>
    public bool Is(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What a function wants to be sent (app-folder 4.11).</summary>
/// <param name="Method">How.</param>
/// <param name="Url">Where to: <c>http</c> or <c>https</c>, without user and password.</param>
internal sealed record OutgoingRequest(HttpMethod Method, Uri Url)
{
    private static readonly string[] s_personal = ["Authorization", "Cookie"];

    public IReadOnlyList<HeaderLines> Headers { get; init; } = [];

    /// <summary>The body; null for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>User and password for digest authentication; null for none.</summary>
    public NetworkCredential? Digest { get; init; }

    /// <summary>An address whose cookies belong to the request; null for none.</summary>
    public Uri? AuthUrl { get; init; }

    /// <summary>Whether a redirect is followed; otherwise it is the result.</summary>
    public bool FollowsRedirects { get; init; }

    /// <summary>Whether a body that comes packed stays so, as a file that was stored packed has to.</summary>
    public bool KeepsPacked { get; init; }

    /// <summary>The same request with more cookies.</summary>
    public OutgoingRequest WithCookies(IEnumerable<string> cookies)
    {
        string[] all = [.. Headers.Where(header => header.Is("Cookie")).SelectMany(header => header.Values), .. cookies];
        return all.Length == 0
            ? this
            : this with { Headers = [.. Headers.Where(header => !header.Is("Cookie")), new HeaderLines("Cookie", [string.Join("; ", all)])] };
    }

    /// <summary>The request that a redirect asks for. Another server gets nothing that was meant for the first one.</summary>
    /// <param name="url">Where to go.</param>
    /// <param name="keepsMethod">Whether it stays the same request; otherwise it becomes a GET.</param>
    public OutgoingRequest Redirected(Uri url, bool keepsMethod)
    {
        bool isSame = Uri.Compare(
            Url, url, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
        IEnumerable<HeaderLines> headers = Headers.Where(header => isSame || !s_personal.Any(header.Is));
        bool isGet = !keepsMethod && Method != HttpMethod.Get && Method != HttpMethod.Head;
        return isGet
            ? this with { Url = url, Method = HttpMethod.Get, Body = null,
                Headers = [.. headers.Where(header => !header.Name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))] }
            : this with { Url = url, Headers = [.. headers] };
    }

    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(Method, Url);
        if (Body is not null || Headers.Any(header => header.Is("Content-Type"))) message.Content = new ByteArrayContent(Body ?? []);
        foreach (HeaderLines header in Headers)
            if (!message.Headers.TryAddWithoutValidation(header.Name, header.Joined))
                message.Content?.Headers.TryAddWithoutValidation(header.Name, header.Values[0]);
        if (!Headers.Any(header => header.Is("User-Agent"))) message.Headers.TryAddWithoutValidation("User-Agent", "appservices-server");
        return message;
    }

    /// <summary>The value of <c>Authorization</c> for a user and a password.</summary>
    public static string Basic(NetworkCredential credential) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Password}"));
}

/// <summary>What came back.</summary>
/// <param name="StatusCode">Such as 200.</param>
/// <param name="Status">Such as <c>200 OK</c>.</param>
/// <param name="ContentLength">Bytes of the body as the server announced them; -1 when it did not, or when they were packed.</param>
/// <param name="Headers">The headers, with the values line by line.</param>
/// <param name="Body">The body, unpacked.</param>
internal sealed record OutgoingReply(int StatusCode, string Status, long ContentLength, IReadOnlyList<HeaderLines> Headers, byte[] Body)
{
    private const int MaxReason = 500;

    /// <summary>Whether the request was taken.</summary>
    public bool IsSuccess => StatusCode is >= 200 and < 300;

    /// <summary>The body as a JSON object; null when it is none.</summary>
    public JsonObject? ReadObject()
    {
        try
        {
            return JsonNode.Parse(Body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The status with what the server said of it, which may be as long as it likes.</summary>
    public string Refusal(string? reason) => string.IsNullOrEmpty(reason) ? Status
        : $"{Status}, {(reason.Length > MaxReason ? reason[..MaxReason] : reason)}";

    /// <summary>The values of a header.</summary>
    public IReadOnlyList<string> this[string name] => Headers.FirstOrDefault(header => header.Is(name))?.Values ?? [];
}
