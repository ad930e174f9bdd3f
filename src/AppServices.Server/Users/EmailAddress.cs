using System;
using System.Globalization;
using System.Linq;
using System.Text;

namespace AppServices.Server.Users;

/// <summary>The addresses of accounts, which people read: two that look alike must not be two accounts (app-folder 2.2).</summary>
internal static class EmailAddress
{
    // Cyrillic and Greek letters that look like a Latin one.
    private const string LikeLatin = "аАВеЕкКМНоОрРсСТуУхХіІјЈѕЅһԁԛԝӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορυχγ";

    private enum Script
    {
        Latin,
        Greek,
        Cyrillic,
        Armenian,
        Cherokee,
    }

    /// <summary>
    /// Whether a new account may have the address: nothing invisible, each letter in one spelling, no part (before the @, or
    /// between dots after it) that mixes alphabets with common shapes or takes all its letters from them.
    /// </summary>
    public static bool IsReadable(string address) =>
        address.Length > 0 && !char.IsWhiteSpace(address[0]) && !char.IsWhiteSpace(address[^1])
        && !address.EnumerateRunes().Any(static letter => IsInvisible(letter) || IsAnotherSpelling(letter))
        && !address.Split('@', '.').Any(IsMisleading);

    private static bool IsInvisible(Rune letter) => Rune.GetUnicodeCategory(letter) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate => true,
        UnicodeCategory.SpaceSeparator => letter.Value != ' ',
        // Fillers and selectors, which show nothing though they count as letters and marks.
        _ => letter.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0
            or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF),
    };

    // Accents that stand alone, of letters that have them, and letters in other shapes: wide, mathematical, raised, in circles, ligatures.
    private static bool IsAnotherSpelling(Rune letter) => letter.Value is (>= 0x0300 and <= 0x036F) or (>= 0x1AB0 and <= 0x1AFF)
        or (>= 0x1DC0 and <= 0x1DFF) or (>= 0x2000 and <= 0x21FF) or (>= 0x2460 and <= 0x24FF) or (>= 0xFB00 and <= 0xFB17)
        or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFFEF) or (>= 0x1D400 and <= 0x1D7FF) or (>= 0x1F100 and <= 0x1F1FF);

    private static bool IsMisleading(string part)
    {
        Script[] scripts = [.. part.Where(char.IsLetter).Select(ScriptOf).OfType<Script>().Distinct()];
        return scripts.Length > 1
            || (scripts is [Script.Greek or Script.Cyrillic]
                && part.Where(char.IsLetter).All(static letter => LikeLatin.Contains(letter, StringComparison.Ordinal)));
    }

    private static Script? ScriptOf(char letter) => letter switch
    {
        < '\u0250' or (>= '\u1E00' and <= '\u1EFF') => Script.Latin,
        (>= '\u0370' and <= '\u03FF') or (>= '\u1F00' and <= '\u1FFF') => Script.Greek,
        (>= '\u0400' and <= '\u052F') or (>= '\u1C80' and <= '\u1C8F') or (>= '\u2DE0' and <= '\u2DFF') => Script.Cyrillic,
        >= '\u0530' and <= '\u058F' => Script.Armenian,
        (>= '\u13A0' and <= '\u13FF') or (>= '\uAB70' and <= '\uABBF') => Script.Cherokee,
        _ => null,
    };
}
