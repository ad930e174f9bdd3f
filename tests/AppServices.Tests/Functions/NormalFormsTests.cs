using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using AppServices.Server.Functions.Realm;
using Xunit;

namespace AppServices.Tests.Functions;

/// <summary>Unicode's normal forms, as functions have them (app-folder 4.6).</summary>
public sealed class NormalFormsTests
{
    [Fact]
    public void Texts_have_the_forms_that_Unicode_gives_them()
    {
        // Made by ICU: source, NFC, NFD, NFKC, NFKD.
        foreach (string line in File.ReadLines(Path.Combine(Repository.Root, "tests", "AppServices.Tests", "Functions", "NormalForms.txt")))
        {
            string[] forms = [.. line.Split(';').Select(text => string.Concat(text.Split(' ').Select(hex => char.ConvertFromUtf32(Convert.ToInt32(hex, 16)))))];
            foreach (string from in forms)
            {
                bool isOwn = ReferenceEquals(from, forms[0]), isCanonical = isOwn || ReferenceEquals(from, forms[1]) || ReferenceEquals(from, forms[2]);
                if (isCanonical) Assert.Equal((forms[1], forms[2]), (Form(from, "NFC"), Form(from, "NFD")));
                Assert.Equal((forms[3], forms[4]), (Form(from, "NFKC"), Form(from, "NFKD")));
            }
        }
    }

    [Theory]
    [InlineData("\u1E9B\u0323", "\u1E9B\u0323", "\u017F\u0323\u0307", "\u1E69", "s\u0323\u0307")]
    [InlineData("\u0344", "\u0308\u0301", "\u0308\u0301", "\u0308\u0301", "\u0308\u0301")]
    [InlineData("\u212B\uFB01", "\u00C5\uFB01", "A\u030A\uFB01", "\u00C5fi", "A\u030Afi")]
    [InlineData("\u1100\u1161\u11A8\uAC00\u11A8", "\uAC01\uAC01", "\u1100\u1161\u11A8\u1100\u1161\u11A8", "\uAC01\uAC01", "\u1100\u1161\u11A8\u1100\u1161\u11A8")]
    [InlineData("a\u0315\u0300\u05AE\u0300b", "\u00E0\u05AE\u0300\u0315b", "a\u05AE\u0300\u0300\u0315b", "\u00E0\u05AE\u0300\u0315b", "a\u05AE\u0300\u0300\u0315b")]
    [InlineData("x\uD800\u00E9", "x\uD800\u00E9", "x\uD800e\u0301", "x\uD800\u00E9", "x\uD800e\u0301")]
    [InlineData("\u0B47\u0B56 \u0B47\u0300\u0B56", "\u0B48 \u0B47\u0300\u0B56", "\u0B47\u0B56 \u0B47\u0300\u0B56", "\u0B48 \u0B47\u0300\u0B56", "\u0B47\u0B56 \u0B47\u0300\u0B56")]
    public void Corners_of_the_algorithm_are_those_of_the_annex(string text, string nfc, string nfd, string nfkc, string nfkd) =>
        Assert.Equal([nfc, nfd, nfkc, nfkd], [Form(text, "NFC"), Form(text, "NFD"), Form(text, "NFKC"), Form(text, "NFKD")]);

    [Fact]
    public async Task Functions_take_accents_off_and_say_which_forms_there_are()
    {
        var app = new FunctionFixture("""
            exports = () => [
              'Crème Brûlée Ångström'.normalize('NFD').replace(/[\u0300-\u036f]/g, ''),
              ['abc'.normalize(), 'e\u0301'.normalize(), 'ﬁ'.normalize('NFKC'), String.prototype.normalize.call(12, 'NFD'), String.prototype.normalize.name].join(' '),
              ['XX', null].map(form => { try { return 'x'.normalize(form); } catch (error) { return error.name; } }).join(' '),
              (() => { try { String.prototype.normalize.call(null); } catch (error) { return error instanceof TypeError; } })(),
            ];
            """);
        Assert.Equal("""["Creme Brulee Angstrom","abc é fi 12 normalize","RangeError RangeError",true]""", Regex.Unescape(await app.CallAsync()));
    }

    private static string Form(string text, string form) =>
        NormalForms.Shared.Normalize(text, composes: form[^1] == 'C', isCompatible: form.Length == 4, static () => { });
}
