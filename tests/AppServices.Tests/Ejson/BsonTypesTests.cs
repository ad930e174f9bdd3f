using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using AppServices.Bson;
using Xunit;

namespace AppServices.Tests.Ejson;

/// <summary>The value types that .NET lacks: text, equality, order.</summary>
public sealed class BsonTypesTests
{
    private const string Hex = "6650a1f2c3d4e5f6a7b8c9d0";

    public static TheoryData<object, object, object, string> Pairs => new()
    {
        { new ObjectId(Hex), new ObjectId(Hex.ToUpperInvariant()), new ObjectId("0650a1f2c3d4e5f6a7b8c9d0"), Hex },
        { new Decimal128("1.10"), new Decimal128("1.1"), new Decimal128("1.11"), "1.10" },
        { new BsonTimestamp(1, 2), new BsonTimestamp(1, 2), new BsonTimestamp(1, 3), "1:2" },
        { new BsonDateTime(0), new BsonDateTime(0), new BsonDateTime(1), "1970-01-01T00:00:00.000Z" },
        { new BsonBinary(128, [1, 2, 3]), new BsonBinary(128, [1, 2, 3]), new BsonBinary(129, [1, 2, 3]), "80:AQID" },
        { new BsonRegularExpression("a", "mi"), new BsonRegularExpression("a", "im"), new BsonRegularExpression("a", "i"), "/a/im" },
        { new BsonJavaScript("f"), new BsonJavaScript("f"), new BsonJavaScript("g"), "f" },
        { new BsonSymbol("s"), new BsonSymbol("s"), new BsonSymbol("S"), "s" },
        { new BsonDBPointer("a.b", new ObjectId(Hex)), new BsonDBPointer("a.b", new ObjectId(Hex)),
            new BsonDBPointer("a.c", new ObjectId(Hex)), "a.b/" + Hex },
        { Scoped(1), Scoped(1), Scoped(2), "f" },
        { Document(1), Document(1), Document(2), "@{a=System.Object[]; b=}" },
    };

    [Theory]
    [MemberData(nameof(Pairs), DisableDiscoveryEnumeration = true)]
    public void Values_equal_by_content_and_show_it(object value, object same, object other, string text)
    {
        Assert.True(value.Equals(same));
        Assert.Equal(value.GetHashCode(), same.GetHashCode());
        Assert.False(value.Equals(other));
        Assert.False(value.Equals(null));
        Assert.False(value.Equals(text));
        Assert.Equal(text, value.ToString());
    }

    [Fact]
    public void A_document_is_a_dictionary_that_knows_the_last_value_of_a_name()
    {
        BsonDocument document = new() { { "b", 1 }, { "a", 2 }, { "b", 3 } };
        System.Collections.IDictionary dictionary = document;
        Assert.Equal(["a", "b"], dictionary.Keys.Cast<string>());
        Assert.Equal([2, 3], dictionary.Values.Cast<object>());
        Assert.Equal((3, null, true, false), (dictionary["b"], dictionary["B"], dictionary.Contains("a"), dictionary.Contains(1)));
        dictionary.Remove("b");
        dictionary["c"] = 4;
        Assert.Equal(new BsonDocument { { "a", 2 }, { "c", 4 } }, document);
        Assert.Throws<ArgumentException>(() => dictionary.Add(1, 2));
        dictionary.Clear();
        Assert.Empty(dictionary);
    }

    [Theory]
    [InlineData("")]
    [InlineData("6650a1f2c3d4e5f6a7b8c9d")]
    [InlineData("6650a1f2c3d4e5f6a7b8c9dg")]
    [InlineData("６６50a1f2c3d4e5f6a7b8c9d0")]
    public void An_ObjectId_is_24_hex_digits(string text)
    {
        Assert.False(ObjectId.TryParse(text, out _));
        Assert.Contains("24 hex digits", Assert.Throws<FormatException>(() => new ObjectId(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_ObjectId_is_ordered_like_its_text_and_knows_its_time()
    {
        Random random = new(5);
        string[] texts = [.. Enumerable.Range(0, 500).Select(
            _ => { byte[] b = new byte[12]; random.NextBytes(b); return Convert.ToHexStringLower(b); })];
        Assert.Equal(texts.Order(StringComparer.Ordinal), texts.Select(t => new ObjectId(t)).Order().Select(id => id.ToString()));
        Assert.Equal(new MongoDB.Bson.ObjectId(Hex).CreationTime, new ObjectId(Hex).CreationTime);
        Assert.Equal(new MongoDB.Bson.ObjectId(Hex).ToByteArray(), new ObjectId(Hex).ToByteArray());
    }

    [Fact]
    public void New_ObjectIds_differ_and_bear_the_time()
    {
        ConcurrentBag<ObjectId> ids = [];
        Parallel.For(0, 8, _ =>
        {
            ObjectId last = default;
            for (int i = 0; i < 5000; i++)
            {
                ObjectId id = ObjectId.NewObjectId();
                ids.Add(id);
                last = id;
            }

            Assert.InRange(DateTime.UtcNow - last.CreationTime, TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(60));
        });
        Assert.Equal(40_000, ids.Distinct().Count());
    }

    [Fact]
    public void A_binary_cannot_be_changed_from_outside()
    {
        byte[] bytes = [1, 2];
        BsonBinary binary = new(0x80, bytes);
        bytes[0] = 9;
        binary.ToArray()[1] = 9;
        Assert.Equal(new BsonBinary(0x80, [1, 2]), binary);
    }

    [Fact]
    public void A_regular_expression_goes_to_NET_and_back()
    {
        Regex regex = new BsonRegularExpression("^a.c$", "xsmi").ToRegex();
        Assert.Equal(RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace,
            regex.Options);
        Assert.Equal(new BsonRegularExpression("^a.c$", "imsx"), new BsonRegularExpression(regex));
        Assert.Throws<ArgumentException>(() => new BsonRegularExpression("a", "l").ToRegex());
        Assert.Throws<ArgumentException>(() => new BsonRegularExpression("a\0"));
    }

    [Fact]
    public void A_wide_document_finds_its_names()
    {
        BsonDocument document = new();
        for (int i = 0; i < 10_000; i++)
        {
            document.Add($"n{i}", i);
            if (i % 1000 == 0) Assert.Equal(i, document[$"n{i}"]);
        }

        for (int i = 0; i < 10_000; i++) Assert.Equal(i, document[$"n{i}"]);
        document.Add("n5", "again");
        Assert.Equal("again", document["n5"]);
        document["n5"] = "changed";
        document["new"] = null;
        Assert.Equal(("changed", 10_002), (document["n5"], document.Count));
        Assert.True(document.ContainsKey("new"));
        Assert.False(document.TryGetValue("none", out _));
        Assert.Null(document["none"]);
        Assert.Equal("new", document[10_001].Key);
        Assert.Throws<ArgumentOutOfRangeException>(() => document[10_002]);
    }

    private static BsonJavaScriptWithScope Scoped(int value) => new("f", new BsonDocument { { "x", value } });

    private static BsonDocument Document(int value) =>
        new() { { "a", new object?[] { value, new byte[] { 1 }, null, Scoped(value) } }, { "b", null } };
}
