using System;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using AppServices.Bson;
using AppServices.Ejson;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;
using Xunit;
using BsonDateTime = AppServices.Bson.BsonDateTime;
using BsonDocument = AppServices.Bson.BsonDocument;
using BsonJavaScript = AppServices.Bson.BsonJavaScript;
using BsonJavaScriptWithScope = AppServices.Bson.BsonJavaScriptWithScope;
using BsonMaxKey = AppServices.Bson.BsonMaxKey;
using BsonMinKey = AppServices.Bson.BsonMinKey;
using BsonRegularExpression = AppServices.Bson.BsonRegularExpression;
using BsonSymbol = AppServices.Bson.BsonSymbol;
using BsonTimestamp = AppServices.Bson.BsonTimestamp;
using BsonUndefined = AppServices.Bson.BsonUndefined;
using Decimal128 = AppServices.Bson.Decimal128;
using ObjectId = AppServices.Bson.ObjectId;

namespace AppServices.Tests.Ejson;

/// <summary>Random documents go through the official driver and come back the same.</summary>
public sealed class EjsonDriverTests
{
    private static readonly JsonWriterSettings s_canonical = new() { OutputMode = JsonOutputMode.CanonicalExtendedJson };

    [Fact]
    public void Random_documents_mean_the_same_to_the_driver()
    {
        Random random = new(11);
        EjsonReader reader = new();
        for (int i = 0; i < 1000; i++)
        {
            BsonDocument document = RandomDocument(random, 0);
            string canonical = EjsonConvert.Serialize(document);
            Assert.Equal(canonical, EjsonConvert.Serialize(reader.Read(canonical)));
            Assert.Equal(document, reader.Read(canonical));
            Assert.Equal(canonical, ThroughDriver(canonical));

            string relaxed = EjsonConvert.Serialize(document, EjsonMode.Relaxed);
            object? read = reader.Read(relaxed);
            Assert.Equal(relaxed, EjsonConvert.Serialize(read, EjsonMode.Relaxed));
            Assert.Equal(EjsonConvert.Serialize(read), ThroughDriver(relaxed));
        }
    }

    [Fact]
    public void One_reader_serves_many_threads()
    {
        EjsonReader reader = new();
        Parallel.For(0, 64, seed =>
        {
            Random random = new(seed);
            for (int i = 0; i < 20; i++)
            {
                string text = EjsonConvert.Serialize(RandomDocument(random, 0));
                Assert.Equal(text, EjsonConvert.Serialize(reader.Read(text)));
            }
        });
    }

    [Fact]
    public void A_large_array_comes_back_the_same()
    {
        Random random = new(12);
        object?[] documents = [.. Enumerable.Range(0, 3000).Select(
            i => new BsonDocument { { "_id", i }, { "name", RandomText(random) }, { "value", random.NextDouble() } })];
        string text = EjsonConvert.Serialize(documents);
        Assert.Equal(text, EjsonConvert.Serialize(EjsonConvert.Parse(text)));
    }

    private static string ThroughDriver(string text) =>
        EjsonConvert.Serialize(EjsonConvert.Parse(BsonSerializer.Deserialize<MongoDB.Bson.BsonDocument>(text).ToJson(s_canonical)));

    private static BsonDocument RandomDocument(Random random, int depth)
    {
        BsonDocument document = new();
        for (int i = random.Next(depth == 0 ? 12 : 5); i >= 0; i--) document.Add(
            $"{"$.é"[random.Next(3)]}{RandomText(random).Replace("\0", "", StringComparison.Ordinal)}{i}", RandomValue(random, depth));
        return document;
    }

    private static object? RandomValue(Random random, int depth) => random.Next(depth > 4 ? 19 : 22) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => random.Next(int.MinValue, int.MaxValue),
        3 => random.Next(-3, 300),
        4 => random.NextInt64(long.MinValue, long.MaxValue),
        5 => RandomDouble(random),
        6 => new Decimal128($"{random.NextInt64()}{random.NextInt64(100_000_000)}E{random.Next(-6176, 6100)}"),
        7 => (Decimal128)(random.Next() / 100m),
        8 => new ObjectId(Convert.ToHexStringLower(RandomBytes(random, 12))),
        9 => DateTime.UnixEpoch.AddMilliseconds(random.NextInt64(-60_000_000_000_000, 250_000_000_000_000)),
        10 => new BsonDateTime(random.Next(2) == 0 ? random.NextInt64(long.MinValue, -70_000_000_000_000) : random.NextInt64(260_000_000_000_000, long.MaxValue)),
        11 => RandomBytes(random, random.Next(50)),
        12 => new BsonBinary((byte)random.Next(0x80, 0x100), RandomBytes(random, random.Next(20))),
        13 => new Guid(RandomBytes(random, 16)),
        14 => new BsonTimestamp((uint)random.NextInt64(uint.MaxValue), (uint)random.NextInt64(uint.MaxValue)),
        15 => new BsonRegularExpression(RandomText(random).Replace("\0", "", StringComparison.Ordinal), "im"[random.Next(3)..]),
        16 => new BsonJavaScript(RandomText(random)),
        17 => random.Next(4) switch { 0 => BsonMinKey.Value, 1 => BsonMaxKey.Value, 2 => BsonUndefined.Value, _ => new BsonSymbol(RandomText(random)) },
        18 => RandomText(random),
        19 => new BsonJavaScriptWithScope(RandomText(random), RandomDocument(random, depth + 1)),
        20 => Enumerable.Range(0, random.Next(6)).Select(_ => RandomValue(random, depth + 1)).ToArray(),
        _ => RandomDocument(random, depth + 1),
    };

    private static double RandomDouble(Random random)
    {
        // The driver reads {"$numberDouble":"-0.0"} as 0, and of NaN there is only one text.
        double any = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
        return random.Next(3) switch { 0 => random.Next(1000) + 1, 1 => Math.Round(random.NextDouble() * 1000, 2) + 1, _ => double.IsNaN(any) ? double.NaN : any };
    }

    private static byte[] RandomBytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string RandomText(Random random)
    {
        StringBuilder text = new();
        for (int i = random.Next(12); i > 0; i--)
        {
            text.Append(random.Next(8) switch
            {
                0 => char.ConvertFromUtf32(random.Next(0x10000, 0x110000)),
                1 => ((char)random.Next(0x20)).ToString(),
                2 => ((char)random.Next(0x80, 0xD800)).ToString(),
                3 => "\"\\/'<&"[random.Next(6)].ToString(),
                _ => ((char)random.Next('a', 'z')).ToString(),
            });
        }

        return text.ToString();
    }
}
