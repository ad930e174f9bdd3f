using System;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AppServices.Http;

/// <summary>Writes the JSON object of a request's body.</summary>
internal static class JsonBody
{
    // The body is never put into HTML, so only what JSON itself demands is escaped.
    private static readonly JsonWriterOptions s_options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public static ReadOnlyMemory<byte> Write<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        var stream = new MemoryStream(512);
        using (var body = new Utf8JsonWriter(stream, s_options))
        {
            body.WriteStartObject();
            write(body, state);
            body.WriteEndObject();
        }
        return new ReadOnlyMemory<byte>(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
