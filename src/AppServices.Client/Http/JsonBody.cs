using System;
using System.IO;
using System.Text.Json;
using AppServices.Ejson;

namespace AppServices.Http;

/// <summary>Writes the JSON object of a request's body.</summary>
internal static class JsonBody
{
    public static ReadOnlyMemory<byte> Write<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        var stream = new MemoryStream(512);
        using (var body = new Utf8JsonWriter(stream, EjsonWriter.JsonOptions))
        {
            body.WriteStartObject();
            write(body, state);
            body.WriteEndObject();
        }
        return new ReadOnlyMemory<byte>(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
