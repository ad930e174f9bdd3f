using System;
using System.Linq;
using AppServices.Bson;
using AppServices.Ejson;
using AppServices.Files;
using AppServices.Tests.Ejson;
using Xunit;

namespace AppServices.Tests.Client.Files;

/// <summary>BSON of dump files, against the official corpus and against damage.</summary>
public sealed class BsonCodecTests
{
    [Fact]
    public void Every_case_of_the_corpus_is_read_and_written_as_it_is()
    {
        Assert.SkipUnless(BsonCorpus.IsThere, BsonCorpus.Absent);
        var encoder = new BsonEncoder();
        BsonCorpus.Case[] cases = [.. BsonCorpus.Valid()];
        Assert.True(cases.Length > 300);
        Assert.All(cases, one =>
        {
            byte[] bytes = Convert.FromHexString(one.Bson);
            var expected = (BsonDocument)EjsonConvert.Parse(one.Canonical)!;
            Assert.Equal(EjsonConvert.Serialize(expected), EjsonConvert.Serialize(BsonDecoder.Decode(bytes)));
            if (!one.Lossy) Assert.Equal(one.Bson, Convert.ToHexString(encoder.Encode(expected)), ignoreCase: true);
        });
    }

    [Fact]
    public void Damage_is_refused_and_never_more()
    {
        Assert.SkipUnless(BsonCorpus.IsThere, BsonCorpus.Absent);
        var random = new Random(7);
        foreach (BsonCorpus.Case one in BsonCorpus.Valid().Where((_, place) => place % 3 == 0))
        {
            byte[] bytes = Convert.FromHexString(one.Bson);
            for (int round = 0; round < 20; round++)
            {
                byte[] damaged = random.Next(2) == 0 ? bytes[..random.Next(bytes.Length)] : [.. bytes];
                if (damaged.Length > 0) damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
                try
                {
                    BsonDecoder.Decode(damaged);
                }
                catch (EjsonException)
                {
                    // As it should be.
                }
            }
        }
    }

    [Fact]
    public void What_is_nested_too_deep_is_refused()
    {
        var document = new BsonDocument();
        for (int level = 0; level < 150; level++) document = new BsonDocument { { "a", document } };
        Assert.Contains(
            "levels deep", Assert.Throws<EjsonException>(() => BsonDecoder.Decode(new BsonEncoder().Encode(document))).Message,
            StringComparison.Ordinal);
    }
}
