using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using AppServices.Bson;
using AppServices.Ejson;
using AppServices.Tests.Ejson;
using Xunit;

namespace AppServices.Tests.Client.Files;

/// <summary>Files with documents: what is written is read again, and what is none is told with its place.</summary>
public sealed class DocumentFileTests
{
    private const string Odd = """
        {"_id":{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"},"int":{"$numberInt":"7"},"long":{"$numberLong":"7"},"double":{"$numberDouble":"7.0"},
         "decimal":{"$numberDecimal":"1.10"},"date":{"$date":{"$numberLong":"1577836800000"}},
         "text":"a,\"b\"\nc","number":"7","truth":"true","empty":"",
         "json":"{}","space":" x ","none":null,"flag":true,
         "list":[{"$numberInt":"1"},"2"],"in":{"a":{"$numberInt":"1"}},"nan":{"$numberDouble":"NaN"},
         "uuid":{"$binary":{"base64":"c//SZESzTGmQ6OfR38A11A==","subType":"04"}},
         "word":"null","dash":"-","date text":"2020-01-01","zeros":"007"}
        """;

    [Theory]
    [InlineData(DocumentFormat.JsonLines)]
    [InlineData(DocumentFormat.Json)]
    [InlineData(DocumentFormat.Csv)]
    [InlineData(DocumentFormat.Bson)]
    public void Types_survive(DocumentFormat format)
    {
        BsonDocument odd = Parse(Odd), few = Parse("""{"_id":1,"text":"x"}""");
        byte[] file = Write(format, EjsonMode.Canonical, null, odd, few);
        FileDocument[] read = Read(format, file);
        Assert.All(read, one => Assert.Null(one.Problem));
        Assert.Equal([EjsonConvert.Serialize(odd), EjsonConvert.Serialize(few)], read.Select(one => EjsonConvert.Serialize(one.Document)));
        Assert.Empty(Read(format, Write(format, EjsonMode.Canonical, null)));
    }

    [Fact]
    public void The_corpus_survives_in_every_form()
    {
        Assert.SkipUnless(BsonCorpus.IsThere, BsonCorpus.Absent);
        BsonDocument[] all =
            [.. BsonCorpus.Valid().Select(one => Parse(one.Canonical)).Select(document => new BsonDocument { { "v", document } })];
        foreach (DocumentFormat format in Enum.GetValues<DocumentFormat>())
        {
            FileDocument[] read = Read(format, Write(format, EjsonMode.Canonical, null, all));
            Assert.Equal(
                all.Select(document => EjsonConvert.Serialize(document)), read.Select(one => EjsonConvert.Serialize(one.Document)));
        }
    }

    [Theory]
    [InlineData(DocumentFormat.JsonLines, "{\"a\":7,\"b\":\"x\"}\n{\"a\":8,\"b\":\"x\"}\n")]
    [InlineData(DocumentFormat.Json, "[{\"a\":7,\"b\":\"x\"},\n{\"a\":8,\"b\":\"x\"}]\n")]
    [InlineData(DocumentFormat.Csv, "a,b\r\n7,x\r\n8,x\r\n")]
    public void Relaxed_files_are_for_people(DocumentFormat format, string expected) => Assert.Equal(
        expected, Encoding.UTF8.GetString(Write(
        format, EjsonMode.Relaxed, null, Parse("""{"a":{"$numberLong":"7"},"b":"x"}"""), Parse("""{"a":{"$numberLong":"8"},"b":"x"}"""))));

    [Fact]
    public void Relaxed_cells_have_no_marks_of_types() => Assert.Equal(
        "id,date,number,text,in\r\n6650a1f2c3d4e5f6a7b8c9d0,2020-01-01T00:00:00.000Z,1.10,7,\"{\"\"a\"\":1}\"\r\n",
        Encoding.UTF8.GetString(Write(DocumentFormat.Csv, EjsonMode.Relaxed, null, Parse("""
            {"id":{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"},"date":{"$date":{"$numberLong":"1577836800000"}},
             "number":{"$numberDecimal":"1.10"},"text":"7","in":{"a":1}}
            """))));

    [Fact]
    public void Columns_may_lead_into_documents_and_back()
    {
        BsonDocument document = Parse("""{"name":"x","at":{"city":"B","zip":"7"},"more":1}""");
        byte[] file = Write(DocumentFormat.Csv, EjsonMode.Canonical, ["name", "at.city", "at.zip", "none"], document);
        Assert.Equal("name,at.city,at.zip,none\r\nx,B,\"\"\"7\"\"\",\r\n", Encoding.UTF8.GetString(file));
        Assert.Equal("""{"name":"x","at":{"city":"B","zip":"7"}}""", EjsonConvert.Serialize(Read(DocumentFormat.Csv, file)[0].Document));
    }

    [Fact]
    public void Fields_without_a_column_are_named()
    {
        var writer = DocumentFileWriter.Create(new MemoryStream(), DocumentFormat.Csv, EjsonMode.Canonical, null, continues: false);
        writer.Write(Parse("""{"a":1}"""));
        Assert.Null(writer.Left);
        writer.Write(Parse("""{"a":1,"c":2,"b":3}"""));
        Assert.Equal("b, c", writer.Left);
    }

    [Theory]
    [InlineData(DocumentFormat.JsonLines, "\uFEFF{\"a\":1}\r\n\n  {\"a\":\n{\"a\":2}\n7\n{\"a\":3}", "1@1 !@3 2@4 !@5 3@6")]
    [InlineData(
        DocumentFormat.Json, "[\n {\"a\":1},\n\n {\"a\":{\"$oid\":1}},\n {\n\"a\":\n\"\\ud800\"},\n3, {\"a\":2}\n]\n",
        "1@2 !@4 !@7 !@8 2@8")]
    [InlineData(DocumentFormat.Json, "{\"a\":1}\n{\"a\":2}\n", "1@1 2@2")]
    [InlineData(DocumentFormat.Json, "[{\"a\":1}, {\"a\"", "1@1 !!@1")]
    [InlineData(DocumentFormat.Json, "[{\"a\":1}] x", "1@1 !!@1")]
    [InlineData(DocumentFormat.Json, "[]", "")]
    [InlineData(DocumentFormat.Json, " \n", "")]
    [InlineData(DocumentFormat.Csv, "a,b\n1,\"x\ny\"\n1,2,3\n\n2", "1@2 !@4 2@6")]
    [InlineData(DocumentFormat.Csv, "a,a\n1,2", "!!@1")]
    [InlineData(DocumentFormat.Csv, "a,b\n1,\"x", "!!@2")]
    [InlineData(DocumentFormat.Csv, "", "")]
    public void What_is_no_document_is_told_with_its_line(DocumentFormat format, string text, string expected) => Assert.Equal(
        expected,
        string.Join(
            ' ',
            Read(format, Encoding.UTF8.GetBytes(text)).Select(
                one => $"{(one.IsLast ? "!!" : one.Problem is null ? one.Document!["a"] : "!")}@{one.Line}")));

    [Fact]
    public void What_is_no_dump_is_told_and_a_bad_document_is_passed_over()
    {
        byte[] good = Write(DocumentFormat.Bson, EjsonMode.Canonical, null, Parse("""{"a":1}"""));
        byte[] bad = [.. good];
        bad[4] = 0x55;
        FileDocument[] read = Read(DocumentFormat.Bson, [.. good, .. bad, .. good, .. good[..^2]]);
        Assert.Equal(["ok", "bad", "ok", "last"], read.Select(one => one.IsLast ? "last" : one.Problem is null ? "ok" : "bad"));
        Assert.True(Assert.Single(Read(DocumentFormat.Bson, "not BSON at all"u8.ToArray())).IsLast);
        Assert.Contains(
            "UTF-16",
            Assert.Single(
                Read(DocumentFormat.Json, Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("{}")).ToArray())).Problem,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DocumentFormat.JsonLines)]
    [InlineData(DocumentFormat.Json)]
    [InlineData(DocumentFormat.Csv)]
    [InlineData(DocumentFormat.Bson)]
    public void However_a_file_comes_it_is_the_same(DocumentFormat format)
    {
        BsonDocument[] all =
            [.. Enumerable.Range(0, 200).Select(number => new BsonDocument { { "n", number }, { "text", new string('x', number * 7) } })];
        byte[] file = Write(format, EjsonMode.Canonical, null, all);
        Assert.Equal(
            all.Select(document => EjsonConvert.Serialize(document)),
            ReadAll(DocumentFileReader.Create(new Drops(file), format)).Select(one => EjsonConvert.Serialize(one.Document)));
    }

    private static BsonDocument Parse(string json) => (BsonDocument)EjsonConvert.Parse(json)!;

    private static byte[] Write(DocumentFormat format, EjsonMode mode, string[]? fields, params BsonDocument[] documents)
    {
        var stream = new MemoryStream();
        var writer = DocumentFileWriter.Create(stream, format, mode, fields, continues: false);
        foreach (BsonDocument document in documents) writer.Write(document);
        writer.Complete();
        return stream.ToArray();
    }

    private static FileDocument[] Read(DocumentFormat format, byte[] file) =>
        [.. ReadAll(DocumentFileReader.Create(new MemoryStream(file), format))];

    private static IEnumerable<FileDocument> ReadAll(DocumentFileReader reader)
    {
        while (reader.TryRead(out FileDocument document))
        {
            yield return document;
            if (document.IsLast) yield break;
        }
    }

    // A file that comes by a few bytes at a time.
    private sealed class Drops(byte[] file) : MemoryStream(file)
    {
        public override bool CanSeek => false;

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 13));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 13)]);
    }
}
