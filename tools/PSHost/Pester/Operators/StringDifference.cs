using System;
using System.Globalization;
using System.Text;

namespace AppServices.PSHost.Pester.Operators;

/// <summary>Shows where two texts begin to differ.</summary>
internal static class StringDifference
{
    private const int Before = 60;
    private const int After = 30;
    private const string Cut = "...";

    public static string Describe(string expected, string actual, bool caseSensitive, string because)
    {
        StringBuilder message = new();
        message.Append(CultureInfo.InvariantCulture, $"Expected strings to be the same,{because} but they were different.\n");
        if (expected.Length == actual.Length)
            message.Append(CultureInfo.InvariantCulture, $"String lengths are both {expected.Length}.\n");
        else
            message.Append(CultureInfo.InvariantCulture, $"Expected length: {expected.Length}\nActual length:   {actual.Length}\n");
        message.Append(CultureInfo.InvariantCulture, $"Strings differ at index {FirstDifference(expected, actual, caseSensitive)}.\n");

        // Invisible characters are written out first, so the arrow is placed in what is printed.
        string shownExpected = Visible(expected);
        string shownActual = Visible(actual);
        int index = FirstDifference(shownExpected, shownActual, caseSensitive);
        message.Append(CultureInfo.InvariantCulture, $"Expected: '{Excerpt(shownExpected, index)}'\n");
        message.Append(CultureInfo.InvariantCulture, $"But was:  '{Excerpt(shownActual, index)}'\n");
        int column = index > Before ? Cut.Length + Before : index;
        return message.Append(' ', "Expected: '".Length).Append('-', column).Append('^').ToString();
    }

    private static int FirstDifference(string a, string b, bool caseSensitive)
    {
        int common = Math.Min(a.Length, b.Length);
        for (int i = 0; i < common; i++)
            if (caseSensitive ? a[i] != b[i] : char.ToUpperInvariant(a[i]) != char.ToUpperInvariant(b[i])) return i;
        return common;
    }

    private static string Excerpt(string text, int index)
    {
        int start = index > Before ? index - Before : 0;
        int end = Math.Min(text.Length, index + After);
        if (start >= text.Length) start = text.Length;
        return (start > 0 ? Cut : "") + text[start..Math.Max(start, end)] + (end < text.Length ? Cut : "");
    }

    private static string Visible(string text) => text
        .Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("\r", "\\r", StringComparison.Ordinal)
        .Replace("\t", "\\t", StringComparison.Ordinal)
        .Replace("\0", "\\0", StringComparison.Ordinal)
        .Replace("\b", "\\b", StringComparison.Ordinal);
}
