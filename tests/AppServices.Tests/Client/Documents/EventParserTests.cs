using System.Collections.Generic;
using System.Linq;
using System.Text;
using AppServices.Documents;
using Xunit;

namespace AppServices.Tests.Client.Documents;

/// <summary>The grammar of client-api 8.3.</summary>
public sealed class EventParserTests
{
    [Theory]
    [InlineData("data: a\n\n", "|a")]
    [InlineData("data:a\r\n\r\n", "|a")]
    [InlineData("data:  a\n\n", "| a")]
    [InlineData("data: a\ndata: b\n\n", "|a\nb")]
    [InlineData("data\n\n", "|")]
    [InlineData("data: a\rb\n\n", "|a\rb")]
    [InlineData(": comment\n\n: another\n\ndata: a\n\n", "|a")]
    [InlineData("event: error\ndata: a\n\n", "error|a")]
    [InlineData("event: one\nevent: two\ndata: a\n\n", "two|a")]
    [InlineData("event: lost\n\ndata: a\n\n", "|a")]
    [InlineData("event: x\ndata: a\n\ndata: b\n\n", "x|a", "|b")]
    [InlineData("id: 5\nretry: 10\nother: x\ndata: a\n\n", "|a")]
    [InlineData("data: a\n")]
    [InlineData("data: a")]
    [InlineData("\n\n\n")]
    [InlineData("data: %25%0A%0D\n\n", "|%\n\r")]
    [InlineData("data: %0a%2525%41%\n\n", "|%0a%25%41%")]
    [InlineData("data: 50%\ndata: 25\n\n", "|50%\n25")]
    [InlineData("data: Grüße 🎈\n\n", "|Grüße 🎈")]
    public void Events_are_the_same_wherever_the_text_is_cut(string text, params string[] expected)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);

        for (int cut = 0; cut <= utf8.Length; cut++) Assert.Equal(expected, Parse(utf8[..cut], utf8[cut..]));
        Assert.Equal(expected, Parse(utf8.Select(character => new[] { character }).ToArray()));
    }

    [Fact]
    public void A_comment_is_a_sign_of_life()
    {
        using var parser = new EventParser();
        int position = 0;

        Assert.False(parser.TryNext("data: a\n"u8, ref position));
        Assert.Equal(0, parser.Comments);
        position = 0;
        Assert.False(parser.TryNext(": alive\n"u8, ref position));
        Assert.Equal(1, parser.Comments);
    }

    private static List<string> Parse(params byte[][] pieces)
    {
        var events = new List<string>();
        using var parser = new EventParser();
        foreach (byte[] piece in pieces)
        {
            int position = 0;
            while (parser.TryNext(piece, ref position)) events.Add($"{parser.Type}|{Encoding.UTF8.GetString(parser.Data)}");
            Assert.Equal(piece.Length, position);
        }
        return events;
    }
}
