using System;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Endpoints;

/// <summary>Requests to the routes of an app, as anybody's HTTP client sends them.</summary>
internal static class RouteRequests
{
    public const string AppId = "test-abcde";

    /// <summary>Where endpoints are at the data address.</summary>
    public const string Endpoints = "/app/" + AppId + "/endpoint";

    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The whole path, with the query.</param>
    /// <param name="headers">Lines <c>name: value</c>.</param>
    /// <param name="body">The body; null for none.</param>
    public static HttpRequestMessage Request(string method, string path, string headers = "", byte[]? body = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null) request.Content = new ByteArrayContent(body);
        foreach (string line in headers.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] parts = line.Split(": ", 2);
            if (!request.Headers.TryAddWithoutValidation(parts[0], parts[1])) request.Content!.Headers.TryAddWithoutValidation(parts[0], parts[1]);
        }
        return request;
    }

    public static async Task<WireReply> AskAsync(this IWireServer server, string method, string path, string headers = "", string? body = null)
    {
        using HttpRequestMessage request = Request(method, path, headers, body is null ? null : Encoding.UTF8.GetBytes(body));
        return await server.SendAsync(request);
    }

    /// <summary>A reply in one line: status, content type and body.</summary>
    public static string Line(this WireReply reply) => $"{(int)reply.Status} {reply.ContentType} {reply.Text}".TrimEnd();

    /// <summary>Asserts a refusal, whatever its text is.</summary>
    public static void AssertRefused(this WireReply reply, int status, string code)
    {
        Assert.Equal((status, code), ((int)reply.Status, reply.String("error_code")));
        reply.AssertError(status, code, reply.String("error"));
    }

    public static byte[] Hmac(HashAlgorithmName algorithm, string secret, string body) =>
        CryptographicOperations.HmacData(algorithm, Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body));

    /// <summary>The signature of a body, as a header has it.</summary>
    public static string Sign(string secret, string body) => "sha256=" + Convert.ToHexStringLower(Hmac(HashAlgorithmName.SHA256, secret, body));
}
