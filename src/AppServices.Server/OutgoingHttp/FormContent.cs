using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using AppServices.Mql;

namespace AppServices.Server.OutgoingHttp;

/// <summary>The fields of a form as the body of a request, in the form that its <c>Content-Type</c> asks for.</summary>
internal static class FormContent
{
    private const string Multipart = "multipart/form-data";
    private const int BoundaryBytes = 24;

    /// <param name="fields">The fields, in order.</param>
    /// <param name="headers">The headers, whose <c>Content-Type</c> is completed.</param>
    public static byte[] Encode(IEnumerable<KeyValuePair<string, string>> fields, List<HeaderLines> headers)
    {
        string type = headers.Find(header => header.Is("Content-Type"))?.Values[0] ?? Multipart;
        if (type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
            return Utf8(string.Join('&', fields.Select(field => $"{UrlEncode(field.Key)}={UrlEncode(field.Value)}")));
        string boundary = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(BoundaryBytes));
        headers.RemoveAll(header => header.Is("Content-Type"));
        headers.Add(new HeaderLines("Content-Type", [$"{Multipart}; boundary={boundary}"]));
        var text = new StringBuilder();
        foreach ((string name, string value) in fields)
            text.Append($"--{boundary}\r\nContent-Disposition: form-data; name=\"{Quoted(name)}\"\r\n\r\n{value}\r\n");
        return Utf8(text.Append($"--{boundary}--\r\n").ToString());
    }

    /// <summary>A text as UTF-8, which halves of characters are not part of.</summary>
    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(UnicodeText.WellFormed(text));

    private static string UrlEncode(string text) =>
        Uri.EscapeDataString(UnicodeText.WellFormed(text)).Replace("%20", "+", StringComparison.Ordinal);

    // As browsers do it.
    private static string Quoted(string name) => name.Replace("\"", "%22", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);
}
