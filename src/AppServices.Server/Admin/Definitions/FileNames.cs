using System;
using System.Linq;
using System.Text;

namespace AppServices.Server.Admin.Definitions;

/// <summary>File names of objects, whose own names can be any. What a file has as <c>name</c> counts (app-folder 1.6, 1.9).</summary>
internal static class FileNames
{
    private const int MaxLength = 100;

    // Folders that are no part of an app, and what Windows takes for devices, whatever follows a dot.
    private static readonly string[] s_reserved =
    [
        "node_modules", "con", "prn", "aux", "nul",
        .. from device in (string[])["com", "lpt"] from number in Enumerable.Range(0, 10) select $"{device}{number}",
    ];

    /// <summary>The name of the file or folder of an object.</summary>
    public static string Of(string name) => IsPlain(name) ? name : Encoded(name);

    /// <summary>Whether an object's name is that of its file.</summary>
    public static bool IsPlain(string name) => name.Length is > 0 and <= MaxLength && name[0] != '.' && name[^1] is not ('.' or ' ')
        && !s_reserved.Contains(name.Split('.')[0].TrimEnd(), StringComparer.OrdinalIgnoreCase)
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.' or ' ' or '$' or '(' or ')');

    private static string Encoded(string name)
    {
        var text = new StringBuilder("%");
        foreach (byte letter in Encoding.UTF8.GetBytes(name))
        {
            if (char.IsAsciiLetterOrDigit((char)letter)) text.Append((char)letter);
            else text.Append('%').Append(letter.ToString("X2", null));
        }
        return text.Length <= MaxLength ? text.ToString() : AppConfig.StableId.Of("file", name);
    }
}
