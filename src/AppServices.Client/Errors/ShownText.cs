using System.Globalization;
using System.Linq;
using System.Text;

namespace AppServices;

/// <summary>
/// Text of a server as a terminal may show it. What a terminal would obey rather than show (escape sequences, and marks that turn the
/// direction of writing) is spelled out as JSON does: <c>\u001b</c>. Line breaks and tabs stay. Source: cmdlets V6.
/// </summary>
public static class ShownText
{
    /// <summary>The text itself where there is nothing to spell out; null for null.</summary>
    /// <param name="text">Any text.</param>
    public static string? Of(string? text)
    {
        if (text is null || !text.Any(IsObeyed)) return text;
        var shown = new StringBuilder(text.Length + 16);
        foreach (char letter in text.Replace("\r\n", "\n"))
        {
            if (IsObeyed(letter)) shown.Append("\\u").Append(((int)letter).ToString("x4", CultureInfo.InvariantCulture));
            else shown.Append(letter);
        }
        return shown.ToString();
    }

    private static bool IsObeyed(char letter) => letter is not ('\n' or '\t')
        && (char.IsControl(letter) || letter is '\u061c' or '\u200e' or '\u200f' or (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069'));
}
