using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using CsCheck;

namespace AppServices.Tests.Fuzzing.Targets;

/// <summary>A server that serves <c>samples/quickstart</c>: whatever is sent, what comes back blames the sender.</summary>
internal sealed class HttpTarget : FuzzTarget
{
    private const char Separator = '\n';
    private const string Auth = "/api/client/v2.0/app/shop-qwert/auth/providers/local-userpass/";

    private static readonly string[] s_methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "X"];

    private static readonly string[] s_pathParts = ["%00", "%ff%fe", "..", "%2f", "//", "%E0%A4%A", "?a=%00", "&a[]=1", "#", "+", "%", "é", "?limit=-1", "/x", "api", "*", "{}", ";a=b"];

    private static readonly string[] s_headers =
    [
        "Content-Type: text/plain", "Content-Type: application/json; charset=utf-16", "Content-Type: ;;;", "Content-Type: multipart/form-data", "Accept: */xml", "Accept-Encoding: nope;q=9", "Content-Encoding: gzip", "Expect: 200-ok",
        "Authorization: Bearer", "Authorization: Bearer a.b.c", "Authorization: Basic Og==", "Authorization: \u0001", "Origin: null", "Origin: https://evil.example.com", "Access-Control-Request-Method: X", "Range: bytes=9-1", "X-Forwarded-For: a, b",
        "X-Forwarded-Proto: ftp", "Cookie: a", "If-Match: *", "Endpoint-Signature: sha256=zz", "X-Hook-Signature: x", "api-key: x", "email: a@b", "password: x", "jwtTokenString: a.b.c", "Accept-Language: " + "x,x,x,x,x,x,x,x,x", "Range: items=1",
    ];

    private readonly HttpClient _http;
    private readonly Mutation _bodies = Mutation.Of(Samples.Requests.Select(line => line.Split(' ', 4)).Where(parts => parts.Length == 4).Select(parts => parts[3]));
    private readonly string[][] _requests = [.. Samples.Requests.Select(line => line.Split(' ', 4))];
    private readonly string _accessToken;
    private readonly string _refreshToken;

    private HttpTarget(HttpClient http, string accessToken, string refreshToken) => (_http, _accessToken, _refreshToken) = (http, accessToken, refreshToken);

    public override string Name => "http";

    public override int Share => 4;

    /// <summary>A server, with a user of it who may do what users may.</summary>
    /// <param name="http">A client whose base address is the server's.</param>
    public static async Task<HttpTarget> CreateAsync(HttpClient http)
    {
        const string Account = "\"password\":\"correct horse battery\"";
        string email = $"fuzz-{Guid.NewGuid():N}@example.com";
        await PostAsync("register", $$"""{"email":"{{email}}",{{Account}}}""");
        JsonNode login = (await PostAsync("login", $$"""{"username":"{{email}}",{{Account}}}"""))!;
        return new HttpTarget(http, (string)login["access_token"]!, (string)login["refresh_token"]!);

        async Task<JsonNode?> PostAsync(string operation, string body)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using HttpResponseMessage reply = (await http.PostAsync(new Uri(Auth + operation, UriKind.Relative), content)).EnsureSuccessStatusCode();
            string text = await reply.Content.ReadAsStringAsync();
            return text.Length > 0 ? JsonNode.Parse(text) : null;
        }
    }

    public override IEnumerable<string> Examples => [];

    // Method, path and token, headers, body: a line each.
    public override string Generate(PCG pcg)
    {
        string[] request = Mutation.Any(pcg, _requests);
        string method = pcg.Next(20) == 0 ? Mutation.Any(pcg, s_methods) : request[0];
        string path = pcg.Next(6) == 0 ? OddPath(pcg, request[1]).Replace(Separator, ' ') : request[1];
        string headers = pcg.Next(6) == 0 ? string.Join('\t', Enumerable.Range(0, 1 + Mutation.Magnitude(pcg, 20)).Select(_ => Mutation.Any(pcg, s_headers))) : "";
        if (request.Length == 4 || pcg.Next(10) == 0)
        {
            string body = request.Length == 4 && pcg.Next(8) > 0 ? _bodies.Change(pcg, Shape.Parse(request[3])) : _bodies.Generate(pcg, null, out _);
            return string.Join(Separator, method, path, request[2], headers, body);
        }
        return string.Join(Separator, method, path, request[2], headers, "");
    }

    public override async ValueTask<bool> RunAsync(string input)
    {
        string[] parts = input.Split(Separator, 5);
        if (!Uri.TryCreate(_http.BaseAddress, parts[1], out Uri? address) || address.Host != _http.BaseAddress!.Host) return false;
        using var request = new HttpRequestMessage(new HttpMethod(parts[0]), address);
        if (parts[4].Length > 0) request.Content = new ByteArrayContent(Bytes(parts[4])) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        if (parts[2] != "none") request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", parts[2] == "user" ? _accessToken : _refreshToken);
        foreach (string header in parts[3].Split('\t', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = header.Split(": ", 2);
            HttpHeaders? headers = pair[0].StartsWith("Content-", StringComparison.Ordinal) ? request.Content?.Headers : request.Headers;
            headers?.Remove(pair[0]);
            headers?.TryAddWithoutValidation(pair[0], pair.Length > 1 ? pair[1] : "");
        }
        using HttpResponseMessage reply = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if ((int)reply.StatusCode >= 500) throw new FuzzException($"{(int)reply.StatusCode} to {parts[0]} {parts[1]}: {await reply.Content.ReadAsStringAsync()}");
        if (reply.Content.Headers.ContentType?.MediaType == "text/event-stream") return true;
        string text = await reply.Content.ReadAsStringAsync();
        if (reply.Content.Headers.ContentType?.MediaType == "application/json" && text.Length > 0) JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 300 }).Dispose();
        return (int)reply.StatusCode < 400;
    }

    private static string OddPath(PCG pcg, string path)
    {
        int at = Mutation.Below(pcg, path.Length);
        return pcg.Next(4) switch
        {
            0 => path[..at] + Mutation.Any(pcg, s_pathParts) + path[at..],
            1 => path[..at],
            2 => path.Insert(at, new string('a', Mutation.Magnitude(pcg, 20_000))),
            _ => Mutation.Damage(pcg, path),
        };
    }
}
