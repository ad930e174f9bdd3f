using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using AppServices.Ejson;
using AppServices.Http;
using Xunit;

namespace AppServices.Tests.Client.Documents;

/// <summary>Elements of an array reply, however it is cut into pieces.</summary>
public sealed class DocumentReaderTests
{
    private const string Awkward = """ [ {"a":"] } , \" \\"},{"é🎈":[1,[2,{}],"[{"]}  ,"text, with ]", 5 , null,{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"},[],{"x":{"y":{"z":"\\\\"}}} ]  """ + "\n";

    [Fact]
    public async Task Elements_are_the_same_wherever_the_text_is_cut()
    {
        byte[] text = Encoding.UTF8.GetBytes(Awkward);
        string expected = EjsonConvert.Serialize(EjsonConvert.Parse(Awkward));

        for (int cut = 0; cut <= text.Length; cut++)
            Assert.Equal(expected, EjsonConvert.Serialize(await ReadAsync(StreamedReply.Of(text, cut))));
        Assert.Equal(expected, EjsonConvert.Serialize(await ReadAsync(StreamedReply.Of(text, Enumerable.Range(1, text.Length).ToArray()))));
    }

    [Theory]
    [InlineData("[]", 0)]
    [InlineData(" [ \n ] ", 0)]
    [InlineData("[{}]", 1)]
    [InlineData("[ {} , {} ]\r\n", 2)]
    public async Task White_space_is_nothing(string text, int count) =>
        Assert.Equal(count, (await ReadAsync(StreamedReply.Of(text))).Count);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[")]
    [InlineData("[{}")]
    [InlineData("[{},")]
    [InlineData("[{},]")]
    [InlineData("[,{}]")]
    [InlineData("[{}}]")]
    [InlineData("[{]}")]
    [InlineData("[{}] x")]
    [InlineData("[{}][]")]
    [InlineData("[{} {}]")]
    [InlineData("[\"open]")]
    [InlineData("[{\"$oid\":\"short\"}]")]
    [InlineData("<html>[]</html>")]
    public async Task What_is_no_array_is_named_as_such(string text)
    {
        var error = await Assert.ThrowsAsync<AppServicesException>(() => ReadAsync(StreamedReply.Of(text)));

        Assert.Equal((ClientErrorCode.InvalidServerResponse, 200), (error.Code, error.StatusCode));
        Assert.DoesNotContain("html", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Elements_before_a_broken_one_are_read()
    {
        using var reader = new DocumentReader(StreamedReply.Of("[1,2,{\"a\":}]"), "Reading", EjsonFormat.Default.Reader);

        Assert.True(await reader.ReadAsync(TestSession.Token));
        Assert.True(await reader.ReadAsync(TestSession.Token));
        Assert.Equal(2, reader.Current);
        await Assert.ThrowsAsync<AppServicesException>(() => reader.ReadAsync(TestSession.Token).AsTask());
    }

    [Fact]
    public async Task An_element_may_be_larger_than_the_buffer()
    {
        string large = new('x', 300_000);

        List<object?> elements = await ReadAsync(StreamedReply.Of($"[\"{large}\",1,\"{large}\"]", 10, 70_000, 70_001));

        Assert.Equal([large, 1, large], elements);
    }

    [Fact]
    public async Task After_the_end_there_is_nothing()
    {
        var reader = new DocumentReader(StreamedReply.Of("[1]"), "Reading", EjsonFormat.Default.Reader);
        Assert.True(await reader.ReadAsync(TestSession.Token));

        Assert.False(await reader.ReadAsync(TestSession.Token));
        Assert.False(await reader.ReadAsync(TestSession.Token));
        Assert.Null(reader.Current);
        reader.Dispose();
    }

    private static async Task<List<object?>> ReadAsync(AppReply reply)
    {
        var elements = new List<object?>();
        using var reader = new DocumentReader(reply, "Reading", EjsonFormat.Default.Reader);
        while (await reader.ReadAsync(TestSession.Token)) elements.Add(reader.Current);
        return elements;
    }
}
