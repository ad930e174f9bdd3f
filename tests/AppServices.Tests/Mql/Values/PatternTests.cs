using AppServices.Mql;
using AppServices.Mql.Values;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Mql.Values;

/// <summary>Patterns are those of PCRE.</summary>
public sealed class PatternTests
{
    [Theory]
    [InlineData(@"^\d$", "7", "\u0663")]
    [InlineData(@"^\w$", "_", "\u00e9")]
    [InlineData(@"^\s$", "\t", "\u00a0")]
    [InlineData(@"^[\d\s]+$", "1 2", "\u0663")]
    [InlineData(@"^\W$", "\u00e9", "a")]
    [InlineData(@"^[\W]$", "\u00e9", "a")]
    [InlineData(@"(*UCP)^\w$", "\u00e9", "-")]
    [InlineData(@"\bcaf\b", "un caf\u00e9", "cafe")]
    [InlineData(@"^[[:alpha:]_][[:alnum:]]*$", "_a1", "1a")]
    [InlineData(@"^[^[:space:]]+$", "ab", "a b")]
    [InlineData(@"^(?P<year>\d{4})-(?P=year)$", "2020-2020", "2020-2021")]
    [InlineData(@"^(?<x>a)\k<x>$", "aa", "ab")]
    [InlineData(@"^a*+b", "aab", "c")]
    [InlineData(@"^a++a", "\0", "aaa")]
    [InlineData(@"^(?:ab)?+c$", "abc", "ab")]
    [InlineData(@"^[a-z]{2}+$", "ab", "abc")]
    [InlineData(@"^\p{Lu}\p{^Lu}\P{L}\pN$", "Aa.1", "aA.1")]
    [InlineData(@"^\p{Greek}+$", "\u03b1\u03b2", "ab")]
    [InlineData(@"^\x{e9}$", "\u00e9", "e")]
    [InlineData(@"^\Qa.b\E$", "a.b", "axb")]
    [InlineData(@"^\h$", "\t", "\n")]
    [InlineData(@"^a\Rb$", "a\r\nb", "ab")]
    [InlineData(@"^\N+$", "ab", "\n")]
    [InlineData(@"^a{,2}$", "a{,2}", "aa")]
    [InlineData(@"^[]a]+$", "]a", "b")]
    [InlineData(@"^[a-z-[aeiou]]$", "-]", "b")]
    [InlineData(@"a(?#comment)b", "ab", "a")]
    [InlineData(@"(?i)^ABC$", "abc", "abd")]
    [InlineData(@"(?<=a)b", "ab", "bb")]
    public void A_pattern_means_what_it_means_there(string pattern, string found, string other)
    {
        var regex = Patterns.Compile(new BsonRegularExpression(pattern));
        if (found != "\0") Assert.Matches(regex, found);
        Assert.DoesNotMatch(regex, other);
    }

    [Theory]
    [InlineData(@"(?R)")]
    [InlineData(@"(a)(?1)")]
    [InlineData(@"(?|a|b)")]
    [InlineData(@"a\Kb")]
    [InlineData(@"(*ACCEPT)a")]
    [InlineData(@"[[:nonsense:]]")]
    [InlineData(@"(?<=a+)b")]
    [InlineData(@"[a")]
    [InlineData(@"a\")]
    [InlineData(@"(")]
    [InlineData(@"\x{110000}")]
    public void What_cannot_be_is_refused(string pattern) =>
        Assert.Equal(51091, Assert.Throws<DocumentException>(() => Patterns.Compile(new BsonRegularExpression(pattern))).Code);
}
