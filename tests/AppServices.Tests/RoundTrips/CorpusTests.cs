using System;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Bson;
using AppServices.Tests.Ejson;
using AppServices.Tests.Functions;
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
    public async Task Texts_come_back()
    {
        Assert.SkipUnless(BsonCorpus.IsThere, BsonCorpus.Absent);
        string[] values = BsonCorpus.Valid().Select(each => FunctionFixture.Text(FunctionFixture.Parse(each.Canonical))).ToArray();
        string documents = CanonicalValues.Array(values.Select((value, i) => $$"""{"_id":{"$numberInt":"{{i}}"},"v":{{value}}}"""));
        await shared.Server.AnswerAsync(shared.AccessToken, "insertMany", "corpus", $"\"documents\":{documents}");
        Assert.Equal(documents, await shared.Server.AnswerAsync(shared.AccessToken, "find", "corpus", ""));
        Assert.Equal(documents, await shared.Server.RunAsync(shared.AccessToken, "mirror", documents));
    }
}
