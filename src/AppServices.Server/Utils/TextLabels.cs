using System.Text;

namespace AppServices.Server.Utils;

/// <summary>The encodings of <c>TextDecoder</c> by their labels.</summary>
internal static class TextLabels
{
    /// <summary>An encoding's name; null for one that is not known.</summary>
    public static string? Find(string label) => label.Trim('\t', '\n', '\f', '\r', ' ').ToLowerInvariant() switch
    {
        "utf-8" or "utf8" or "unicode-1-1-utf-8" or "unicode11utf8" or "unicode20utf8" or "x-unicode20utf8" => "utf-8",
        "utf-16" or "utf-16le" or "ucs-2" or "unicode" or "csunicode" or "iso-10646-ucs-2" or "unicodefeff" => "utf-16le",
        "utf-16be" or "unicodefffe" => "utf-16be",
        "latin1" or "iso-8859-1" or "iso8859-1" or "ascii" or "us-ascii" or "l1" or "windows-1252" or "cp1252" => "windows-1252",
        _ => null,
    };

    /// <summary>The encoding of a name.</summary>
    /// <param name="name">The name, from <see cref="Find"/>.</param>
    /// <param name="isFatal">Whether bytes that mean nothing are an error; otherwise they are replaced.</param>
    public static Encoding EncodingOf(string name, bool isFatal) => name switch
    {
        "utf-16le" => new UnicodeEncoding(bigEndian: false, byteOrderMark: false, isFatal),
        "utf-16be" => new UnicodeEncoding(bigEndian: true, byteOrderMark: false, isFatal),
        "windows-1252" => CodePagesEncodingProvider.Instance.GetEncoding(1252)!,
        _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, isFatal),
    };
}
