using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using AppServices.Ejson;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using Xunit;

namespace AppServices.Tests.Ejson;

/// <summary>Every case of the official corpus that concerns Extended JSON.</summary>
public sealed class BsonCorpusTests
{
    // Where the driver's own reader goes astray: DBPointers stay documents, -0.0 loses its sign, the old subtype lacks its inner length.
    private static readonly string[] s_driverDiffers = ["dbpointer.json", "multi-type-deprecated.json", "double.json: -0.0",
        "subtype 0x02"];

    [Fact]
    public void Canonical_text_comes_back_unchanged()
    {
        Assert.SkipUnless(BsonCorpus.IsThere, BsonCorpus.Absent);
        Check(728, BsonCorpus.Valid(), c => Same(c.Canonical, EjsonConvert.Serialize(EjsonConvert.Parse(c.Canonical))));
    }

    [Fact]
    public void Degenerate_text_comes_back_canonical()
    {
        Assert.SkipUnless(BsonCorpus.IsThere, BsonCorpus.Absent);
        Check(325, BsonCorpus.Valid().Where(c => c.Degenerate is not null), c =>
            Same(c.Canonical, EjsonConvert.Serialize(EjsonConvert.Parse(c.Degenerate!))));
    }

    [Fact]
    public void Canonical_text_becomes_the_relaxed_text()
    {
        Assert.SkipUnless(BsonCorpus.IsThere, BsonCorpus.Absent);
        Check(27, BsonCorpus.Valid().Where(c => c.Relaxed is not null), c =>
            Same(c.Relaxed!, EjsonConvert.Serialize(EjsonConvert.Parse(c.Canonical), EjsonMode.Relaxed)));
    }

    [Fact]
    public void Relaxed_text_comes_back_unchanged()
    {
        Assert.SkipUnless(BsonCorpus.IsThere, BsonCorpus.Absent);
        Check(27, BsonCorpus.Valid().Where(c => c.Relaxed is not null), c =>
            Same(c.Relaxed!, EjsonConvert.Serialize(EjsonConvert.Parse(c.Relaxed!), EjsonMode.Relaxed)));
    }

    [Fact]
    public void Converted_text_comes_back_unchanged()
    {
        Assert.SkipUnless(BsonCorpus.IsThere, BsonCorpus.Absent);
        Check(11, BsonCorpus.Valid().Where(c => c.Converted is not null), c =>
            Same(c.Converted!, EjsonConvert.Serialize(EjsonConvert.Parse(c.Converted!))));
    }

    [Fact]
    public void The_driver_makes_the_same_bytes_of_our_text()
    {
        Assert.SkipUnless(BsonCorpus.IsThere, BsonCorpus.Absent);

        Check(712, BsonCorpus.Valid().Where(c => !c.Lossy && !s_driverDiffers.Any(part => c.Name.Contains(part, StringComparison.Ordinal))), c =>
        {
            byte[] bytes = BsonSerializer.Deserialize<MongoDB.Bson.BsonDocument>(
                EjsonConvert.Serialize(EjsonConvert.Parse(c.Canonical))).ToBson();
            Assert.Equal(c.Bson.ToLowerInvariant(), Convert.ToHexStringLower(bytes));
        });
    }

    [Fact]
    public void Invalid_text_is_refused_with_its_place()
    {
        Assert.SkipUnless(BsonCorpus.IsThere, BsonCorpus.Absent);
        Check(180, BsonCorpus.Bad(), c =>
        {
            EjsonException error = Assert.Throws<EjsonException>(() => EjsonConvert.Parse(c.Text));
            Assert.StartsWith("$", error.Path, StringComparison.Ordinal);
            Assert.Equal(1, error.Line);
            Assert.InRange(error.Offset!.Value, 1, c.Text.Length);
            Assert.Contains(error.Path!, error.Message, StringComparison.Ordinal);
        });
    }

    private static void Check<T>(int count, IEnumerable<T> cases, Action<T> check)
        where T : notnull
    {
        int seen = 0;
        List<string> failures = [];
        foreach (T one in cases)
        {
            seen++;
            if (Record.Exception(() => check(one)) is { } failure) failures.Add($"{one}\n    {failure.Message}");
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {seen} cases failed:\n{string.Join("\n", failures.Take(20))}");
        Assert.Equal(count, seen);
    }

    // The corpus' own spaces and escapes are of no meaning; order, spelling of numbers and everything else are.
    private static void Same(string expected, string actual) => Assert.Equal(Plain(expected), Plain(actual));

    private static string Plain(string json) =>
        JsonNode.Parse(json)!.ToJsonString(new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
