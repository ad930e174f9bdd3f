using System;
using System.Net.Http;
using System.Text;

namespace AppServices.Server.OutgoingHttp;

/// <summary>
/// Writes the values of a header as lines of their own, which HttpClient would join with commas: it hands them over as one text, and
/// lets an encoding make bytes of it.
/// </summary>
internal sealed class HeaderLineEncoding(string name) : Encoding
{
    /// <summary>What stands between the values. A value that has it says no more than another value would.</summary>
    public const char Separator = '\uE000';

    private readonly string _break = $"\r\n{name}: ";

    /// <summary>What encodes a header of a request.</summary>
    public static Encoding Of(string name, HttpRequestMessage request) =>
        request.Headers.NonValidated.TryGetValues(name, out var values) && values.ToString().Contains(Separator, StringComparison.Ordinal)
            ? new HeaderLineEncoding(name)
            : UTF8;

    public override int GetByteCount(char[] chars, int index, int count) => UTF8.GetByteCount(Lines(chars.AsSpan(index, count)));

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        UTF8.GetBytes(Lines(chars.AsSpan(charIndex, charCount)), bytes.AsSpan(byteIndex));

    public override int GetCharCount(byte[] bytes, int index, int count) => UTF8.GetCharCount(bytes, index, count);

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        UTF8.GetChars(bytes, byteIndex, byteCount, chars, charIndex);

    public override int GetMaxByteCount(int charCount) => UTF8.GetMaxByteCount(charCount * _break.Length);

    public override int GetMaxCharCount(int byteCount) => UTF8.GetMaxCharCount(byteCount);

    private string Lines(ReadOnlySpan<char> text) => text.ToString().Replace(Separator.ToString(), _break, StringComparison.Ordinal);
}
