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
/// text it is made for, ours UTF-8 and MongoDB.Bson strings, so that neither pays for a conversion.
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
        yield return CreateRow($"read {name}", bytes, text => _reader.Read(text), texts, ReadTheirs);
        yield return CreateRow($"write {name}", ours, value => WriteOurs(value), theirs, value => value.ToJson(s_canonical));
    }

    private static Row CreateRow<TOurs, TTheirs>(
        string name, IReadOnlyList<TOurs> ours, Func<TOurs, object?> convertOurs, IReadOnlyList<TTheirs> theirs, Func<TTheirs,
        object?> convertTheirs)
    {
        var our = new Subject("AppServices", () => Task.FromResult(Rate(ours, convertOurs)));
        var their = new Subject("MongoDB.Bson", () => Task.FromResult(Rate(theirs, convertTheirs)));
        for (int i = 0; i < 6; i++)
        {
            our.MeasureAsync();
            their.MeasureAsync();
        }
        return new Row(name, "/s", our, [new Rival(their, Target: null)]);
    }

    private static BsonValue ReadTheirs(string text) => BsonSerializer.Deserialize<BsonValue>(text);

    private ReadOnlyMemory<byte> WriteOurs(object? value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, EjsonWriter.JsonOptions);
        _writer.Write(json, value);
        json.Flush();
        return buffer.WrittenMemory;
    }

    // A codec that is fast because it is wrong would win nothing.
    private void Verify(object?[] ours, BsonValue[] theirs)
    {
        for (int i = 0; i < ours.Length; i++)
            if (!ReadTheirs(Encoding.UTF8.GetString(WriteOurs(ours[i]).Span)).Equals(theirs[i]))
                throw new BenchmarkException($"The codecs disagree about {theirs[i].ToJson(s_canonical)}.");
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
