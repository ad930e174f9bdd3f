using System;
using System.Buffers;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Benchmarks.Measuring;
using AppServices.Ejson;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;

namespace AppServices.Benchmarks.Ejson;

/// <summary>
/// Canonical Extended JSON: our codec beside MongoDB.Bson's, each from and to its own values in memory. Each reads and writes the
/// text it is made for, ours UTF-8 and MongoDB.Bson strings, so that neither pays for a conversion. JsonDocument, which makes no values
/// of what it reads, is the limit.
/// </summary>
internal sealed class EjsonBenchmark : IBenchmark
{
    private static readonly TimeSpan s_long = TimeSpan.FromMilliseconds(120);
    private static readonly JsonWriterSettings s_canonical = new() { OutputMode = JsonOutputMode.CanonicalExtendedJson };

    private readonly EjsonReader _reader = new();
    private readonly EjsonWriter _writer = new();

    public Task<IReadOnlyList<Row>> PrepareAsync()
    {
        IReadOnlyList<Row> rows = [.. Rows("reply", Texts.Replies), .. Rows("array", [Texts.Orders(1000)])];
        return Task.FromResult(rows);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IEnumerable<Row> Rows(string name, IReadOnlyList<string> texts)
    {
        byte[][] bytes = [.. texts.Select(Encoding.UTF8.GetBytes)];
        object?[] ours = [.. bytes.Select(text => _reader.Read(text))];
        BsonValue[] theirs = [.. texts.Select(ReadTheirs)];
        Verify(ours, theirs);
        JsonElement[] parsed = [.. bytes.Select(text => JsonElement.Parse(text))];
        yield return CreateRow(
            $"read {name}", Subject("AppServices", bytes, text => _reader.Read(text)), Subject("MongoDB.Bson", texts, ReadTheirs),
            Subject("JsonDocument", bytes, ReadJson));
        yield return CreateRow(
            $"write {name}", Subject("AppServices", ours, Write),
            Subject("MongoDB.Bson", theirs, value => value.ToJson(s_canonical)),
            Subject("JsonDocument", parsed, WriteJson));
    }

    private static Subject Subject<T>(string name, IReadOnlyList<T> values, Func<T, object?> convert) =>
        new(name, () => Task.FromResult(Rate(values, convert)));

    private static Row CreateRow(string name, Subject ours, Subject theirs, Subject limit)
    {
        for (int i = 0; i < 6; i++)
            foreach (Subject side in (Subject[])[ours, theirs, limit]) side.MeasureAsync();
        return new Row(name, "/s", ours, [new Rival(theirs, Target.AtLeast(4)), new Rival(limit, Target.AtLeast(0.5))]);
    }

    private static BsonValue ReadTheirs(string text) => BsonSerializer.Deserialize<BsonValue>(text);

    private static object ReadJson(byte[] text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document;
    }

    private ArrayBufferWriter<byte> Write(object? value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        _writer.Write(buffer, value);
        return buffer;
    }

    private static ArrayBufferWriter<byte> WriteJson(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, EjsonWriter.JsonOptions);
        value.WriteTo(json);
        json.Flush();
        return buffer;
    }

    // A codec that is fast because it is wrong would win nothing.
    private void Verify(object?[] ours, BsonValue[] theirs)
    {
        for (int i = 0; i < ours.Length; i++)
        {
            object? value = ours[i];
            if (!ReadTheirs(Encoding.UTF8.GetString(Write(value).WrittenSpan)).Equals(theirs[i]))
                throw new BenchmarkException($"The codecs disagree about {theirs[i].ToJson(s_canonical)}.");
        }
    }

    /// <summary>How many values a second are converted.</summary>
    private static double Rate<T>(IReadOnlyList<T> values, Func<T, object?> convert)
    {
        long converted = 0;
        long started = Stopwatch.GetTimestamp();
        TimeSpan elapsed;
        do
        {
            foreach (T value in values)
                if (convert(value) is not null) converted++;
            elapsed = Stopwatch.GetElapsedTime(started);
        }
        while (elapsed < s_long);
        return converted / elapsed.TotalSeconds;
    }
}
