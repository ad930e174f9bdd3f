using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Requests that prove nothing (client-api 3.6, 11.4).</summary>
public sealed class BadTokenTests(AppServerFixture server) : IClassFixture<AppServerFixture>
{
    private const string Missing = "expected Authorization header with JWT (Bearer schema)";

    [Theory]
    [InlineData("GET", "/auth/profile", Missing)]
    [InlineData("DELETE", "/auth/delete", Missing)]
    [InlineData("POST", "/auth/session", Missing)]
    [InlineData("DELETE", "/auth/session", Missing)]
    [InlineData("POST", "/app/shop-qwert/functions/call", "unauthorized")]
    public async Task A_request_without_a_token_is_told_what_is_missing(string method, string path, string expected)
    {
        foreach (string? header in new[] { null, "", "Bearer", "Bearer ", "Basic YTpi", "eyJhbGciOiJIUzI1NiJ9.e30.c2ln" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), WireRequests.Api + path);
            if (header is not null) request.Headers.TryAddWithoutValidation("Authorization", header);
            (await server.SendAsync(request)).AssertError(401, null, expected);
        }
    }

    [Theory]
    [InlineData("Bearer {0}")]
    [InlineData("bearer {0}")]
    [InlineData("Bearer   {0} ")]
    public async Task The_word_Bearer_is_read_as_HTTP_says(string format)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, WireRequests.Api + "/auth/profile");
        request.Headers.TryAddWithoutValidation("Authorization", string.Format(null, format, (await server.LogInAsync()).AccessToken));
        Assert.Equal(200, (int)(await server.SendAsync(request)).Status);
    }

    private static readonly Dictionary<string, Func<string, string>> s_forgeries = new()
    {
        ["no token at all"] = _ => "hello",
        ["three empty parts"] = _ => "..",
        ["a payload that is no object"] = token => With(token, "null"),
        ["a payload that is no JSON"] = token => With(token, "{"),
        ["another user"] = token => With(token, """{"sub":"6650a1f2c3d4e5f6a7b8c9d0","typ":"access","exp":4000000000}"""),
        ["another letter in the signature"] = token => token[..^2] + (token[^2] == 'A' ? 'B' : 'A') + token[^1],
        ["no signature"] = token => token[..(token.LastIndexOf('.') + 1)],
        ["the algorithm none"] = token => $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{token.Split('.')[1]}.",
        ["another key"] = token => Sign(token, "HS256", HMACSHA256.HashData),
        ["another algorithm"] = token => Sign(token, "HS512", HMACSHA512.HashData),
        ["half of it"] = token => token[..(token.Length / 2)],
        ["far too much of it"] = token => token + new string('A', 20_000),
    };

    public static TheoryData<string> Forgeries => [.. s_forgeries.Keys];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_token_that_was_not_signed_here_is_worth_nothing(string forgery)
    {
        WireLogin login = await server.LogInAsync();
        string access = s_forgeries[forgery](login.AccessToken), refresh = s_forgeries[forgery](login.RefreshToken);
        (await server.SendAsync("GET", "/auth/profile", access)).AssertError(401, null, "unauthorized");
        (await server.CallAsync(access, "sum")).AssertError(401, null, "unauthorized");
        (await server.SendAsync("POST", "/auth/session", refresh)).AssertError(401, null, "unauthorized");
        Assert.Equal(200, (int)(await server.SendAsync("GET", "/auth/profile", login.AccessToken)).Status);
    }

    private static string With(string token, string payload) => token.Split('.') is [var header, _, var signature]
        ? $"{header}.{Encode(payload)}.{signature}"
        : throw new ArgumentException("Three parts are expected.", nameof(token));

    private static string Sign(string token, string algorithm, Func<byte[], byte[], byte[]> hash)
    {
        string content = $"{Encode($$"""{"alg":"{{algorithm}}","typ":"JWT"}""")}.{token.Split('.')[1]}";
        return $"{content}.{Base64Url.EncodeToString(hash(new byte[64], Encoding.ASCII.GetBytes(content)))}";
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
