using System;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>A reply as it came over the wire.</summary>
internal sealed record WireReply(HttpStatusCode Status, HttpResponseHeaders Headers, string? ContentType, string Text)
{
    public const string RequestIdHeader = "x-appservices-request-id";

    /// <summary>The body, which must be JSON.</summary>
    public JsonElement Json => JsonElement.Parse(Text);

    public string RequestId => Assert.Single(Headers.GetValues(RequestIdHeader));

    public string String(string name) => Json.GetProperty(name).GetString()!;

    public static async Task<WireReply> ReadAsync(HttpResponseMessage response) => new(
        response.StatusCode,
        response.Headers,
        // Unparsed: clients compare the text.
        response.Content.Headers.NonValidated.TryGetValues("Content-Type", out HeaderStringValues values) ? values.ToString() : null,
        await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    /// <summary>Asserts that this is the refusal of client-api 11.1 with just these contents.</summary>
    public void AssertError(int status, string? code, string error)
    {
        Assert.Equal((status, error), ((int)Status, String("error")));
        Assert.Equal(code, Json.TryGetProperty("error_code", out JsonElement name) ? name.GetString() : null);
        Assert.Equal("application/json", ContentType);
        Assert.EndsWith($"/logs?co_id={RequestId}", String("link"), StringComparison.Ordinal);
    }
}
