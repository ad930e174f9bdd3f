using System;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Mql.Values;
using AppServices.Server.Bson;
using AppServices.Tests.Ejson;
using AppServices.Tests.Functions;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.RoundTrips;

/// <summary>The official BSON corpus: its bytes through the server's codec, its texts through a collection and a function.</summary>
public sealed class CorpusTests(RoundTripServer shared) : IClassFixture<RoundTripServer>
{
    [Fact]
    public void Bytes_come_back()
    {
        Assert.SkipUnless(BsonCorpus.IsThere, BsonCorpus.Absent);
        // The driver's value model has no DBPointer; as Extended JSON it is a document.
        foreach (BsonCorpus.Case each in BsonCorpus.Valid().Where(each => !each.Canonical.Contains("$dbPointer", StringComparison.Ordinal)))
            Assert.Equal((each.Name, each.Bson.ToLowerInvariant()), (each.Name, Convert.ToHexStringLower(BsonBytes.Write(BsonBytes.Read(Convert.FromHexString(each.Bson))))));
    }

    [Fact]
    public void Bytes_that_are_none_are_refused()
    {
        Assert.SkipUnless(BsonCorpus.IsThere, BsonCorpus.Absent);
        foreach ((string name, byte[] bytes) in BsonCorpus.BadBytes())
            Assert.True(Record.Exception(() => BsonBytes.Read(bytes)) is FormatException, name);
    }

    [Fact]
    public void Bytes_that_are_cut_or_changed_are_read_or_refused_and_fields_are_those_of_the_whole()
    {
        Assert.SkipUnless(BsonCorpus.IsThere, BsonCorpus.Absent);
        var random = new Random(7);
        foreach (BsonCorpus.Case each in BsonCorpus.Valid().Where(each => !each.Canonical.Contains("$dbPointer", StringComparison.Ordinal)))
        {
            byte[] bytes = Convert.FromHexString(each.Bson);
            BsonDocument whole = BsonBytes.Read(bytes);
            foreach (string[] names in (string[][])[[], [.. whole.Names.Take(1)], [.. whole.Names.Skip(1)], ["not there"]])
            {
                BsonDocument part = ReadFields(bytes, names);
                Assert.True(part.Names.SequenceEqual(whole.Names.Where(names.Contains).Distinct()), each.Name);
                Assert.All(part.Elements, element => Assert.True(ExactEquality.AreSame(whole[element.Name], element.Value), each.Name));
            }
            for (int i = 0; i < 200; i++)
            {
                byte[] bad = [.. bytes.Take(random.Next(3) == 0 ? random.Next(bytes.Length) : bytes.Length)];
                if (bad.Length > 0) bad[random.Next(bad.Length)] = (byte)random.Next(256);
                foreach (Func<BsonDocument> read in (Func<BsonDocument>[])[() => BsonBytes.Read(bad, 9), () => ReadFields(bad, ["a"])])
                    Assert.True(Record.Exception(read) is null or FormatException, $"{each.Name}: {Convert.ToHexString(bad)}");
            }
        }
    }

    [Fact]
    public async Task Texts_come_back()
    {
        Assert.SkipUnless(BsonCorpus.IsThere, BsonCorpus.Absent);
        string[] values = BsonCorpus.Valid().Select(each => FunctionFixture.Text(FunctionFixture.Parse(each.Canonical))).ToArray();
        string documents = CanonicalValues.Array(values.Select((value, i) => $$"""{"_id":{"$numberInt":"{{i}}"},"v":{{value}}}"""));
        await shared.Server.AnswerAsync(shared.AccessToken, "insertMany", "corpus", $"\"documents\":{documents}");
        Assert.Equal(documents, await shared.Server.AnswerAsync(shared.AccessToken, "find", "corpus", ""));
        Assert.Equal(documents, await shared.Server.RunAsync(shared.AccessToken, "mirror", documents));
    }

    private static BsonDocument ReadFields(byte[] bytes, string[] names)
    {
        var found = new BsonDocument();
        BsonBytes.Read(bytes, new FieldNames(names), found);
        return found;
    }
}
