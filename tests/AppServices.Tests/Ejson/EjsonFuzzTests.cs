using System;
using System.Text;
using AppServices.Ejson;
using Xunit;

namespace AppServices.Tests.Ejson;

/// <summary>Damaged text gives a value or an <see cref="EjsonException"/> with its place, never anything else.</summary>
public sealed class EjsonFuzzTests
{
    private static readonly string[] s_seeds =
    [
        "{\"a\":[{\"$date\":{\"$numberLong\":\"1\"}},{\"$date\":\"2023-11-14T22:13:20.123Z\"},{\"$binary\":{\"base64\":\"AQI=\",\"subType\":\"00\"}},{\"$binary\":\"AQI=\",\"$type\":\"05\"}]}",
        "{\"c\":{\"$code\":\"x\",\"$scope\":{\"c\":1.5,\"d\":-12}},\"s\":{\"$scope\":{},\"$code\":\"y\"},\"t\":{\"$timestamp\":{\"t\":1,\"i\":{\"$numberInt\":\"2\"}}}}",
        "[{\"$regularExpression\":{\"pattern\":\"a\",\"options\":\"im\"}},{\"$regex\":\"a\",\"$options\":\"x\"},{\"$options\":\"\",\"$regex\":\"\"},{\"$dbPointer\":{\"$ref\":\"b\",\"$id\":{\"$oid\":\"6650a1f2c3d4e5f6a7b8c9d0\"}}}]",
        "[{\"$numberInt\":\"1\"},{\"$numberDouble\":\"-1.5E-300\"},{\"$numberDecimal\":\"1.25E+10\"},{\"$uuid\":\"0f1e2d3c-4b5a-4968-8776-655443322110\"},{\"$minKey\":1},{\"$undefined\":true},{\"$symbol\":\"☆\"}]",
    ];

    private static readonly string[] s_splinters =
        ["\\ud800", "\\udc00", "\\u0024", "\\u0000", "\0", "\"", "{", "}", "[", "]", ":", ",", "1e999", "-", "null", "\"$oid\":",
            "\"$code\":", "\"$scope\":", "\"$date\":", "\"x\":1,", "\\", "é", "9999999999999999999999", "\n"];

    [Fact]
    public void Damaged_text_is_read_or_refused_in_an_orderly_way()
    {
        Random random = new(17);
        EjsonReader reader = new();
        (int read, int refused) = (0, 0);
        for (int i = 0; i < 15_000; i++)
        {
            byte[] text = Damage(random, s_seeds[i % s_seeds.Length]);
            try
            {
                object? value = reader.Read(text);
                string written = EjsonConvert.Serialize(value);
                Assert.Equal(written, EjsonConvert.Serialize(reader.Read(written)));
                read++;
            }
            catch (EjsonException error)
            {
                Assert.NotNull(error.Path);
                Assert.InRange(error.Offset!.Value, 0, text.Length);
                refused++;
            }
        }

        Assert.True(read > 500 && refused > 2000, $"{read} read, {refused} refused");
    }

    private static byte[] Damage(Random random, string seed)
    {
        StringBuilder text = new(seed);
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int at = random.Next(text.Length);
            switch (random.Next(4))
            {
                case 0: text.Insert(at, s_splinters[random.Next(s_splinters.Length)]); break;
                case 1: text.Remove(at, Math.Min(random.Next(1, 6), text.Length - at)); break;
                case 2: text[at] = (char)random.Next(0x20, 0x7F); break;
                default: text.Insert(at, text.ToString(at, Math.Min(random.Next(30), text.Length - at))); break;
            }
        }

        byte[] utf8 = Encoding.UTF8.GetBytes(text.ToString());
        if (random.Next(5) == 0) utf8[random.Next(utf8.Length)] = (byte)random.Next(256);
        return utf8;
    }
}
