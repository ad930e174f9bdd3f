using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Jint;
using Jint.Native;
using Jint.Runtime;

namespace AppServices.Server.Utils;

/// <summary>
/// An address in the parts that the global <c>URL</c> has. <see cref="Uri"/> reads user, host and port; the rest is split and escaped as
/// the URL standard says, which leaves more as it was written than <see cref="Uri"/> does.
/// </summary>
/// <param name="Scheme">The scheme, in small letters.</param>
/// <param name="Server">User, host and port; null for an address without, such as that of a mail.</param>
/// <param name="Path">The path.</param>
/// <param name="Query">The query with its <c>?</c>; empty for none.</param>
/// <param name="Fragment">The fragment with its <c>#</c>; empty for none.</param>
internal sealed partial record UrlParts(string Scheme, Uri? Server, string Path, string Query, string Fragment)
{
    private const string InFragment = " \"<>`";
    private const string InQuery = " \"#<>";
    private const string InPath = InQuery + "?`{}";

    private static readonly string[] s_special = ["http", "https", "ws", "wss", "ftp"];
    private static readonly char[] s_blanks = [.. Enumerable.Range(0, ' ' + 1).Select(static letter => (char)letter)];

    private bool IsOpaque => Server is null && Scheme != "file";

    /// <summary>Whether a scheme has a server, a path and an origin of its own.</summary>
    public static bool IsSpecial(string scheme) => s_special.Contains(scheme);

    /// <summary>The parts of an address that may be relative to another one; undefined when it is none.</summary>
    public static JsValue Parse(Engine engine, JsValue[] arguments)
    {
        UrlParts? parent = null;
        if (!arguments.At(1).IsUndefined() && (parent = Read(Clean(arguments.At(1)), null)) is null) return JsValue.Undefined;
        return Read(Clean(arguments.At(0)), parent)?.ToScript(engine) ?? JsValue.Undefined;
    }

    private JsObject ToScript(Engine engine)
    {
        string[] user = Server?.UserInfo.Split(':', 2) ?? [];
        string host = Server is null
            ? ""
            : Server.HostNameType == UriHostNameType.IPv6
            ? $"[{Server.IdnHost.Trim('[', ']')}]"
            : Server.IdnHost;
        string port = Server is null || Server.IsDefaultPort || Server.Port < 0 ? "" : Server.Port.ToString(CultureInfo.InvariantCulture);
        var parts = new JsObject(engine);
        parts.FastSetDataProperty("protocol", Scheme + ":");
        parts.FastSetDataProperty("username", user.ElementAtOrDefault(0) ?? "");
        parts.FastSetDataProperty("password", user.ElementAtOrDefault(1) ?? "");
        parts.FastSetDataProperty("host", port.Length == 0 ? host : $"{host}:{port}");
        parts.FastSetDataProperty("hostname", host);
        parts.FastSetDataProperty("port", port);
        parts.FastSetDataProperty("pathname", Path);
        parts.FastSetDataProperty("search", Query);
        parts.FastSetDataProperty("hash", Fragment);
        parts.FastSetDataProperty("isOpaque", IsOpaque);
        parts.FastSetDataProperty("isSpecial", IsSpecial(Scheme));
        return parts;
    }

    private static UrlParts? Read(string text, UrlParts? parent)
    {
        int hash = text.IndexOf('#', StringComparison.Ordinal);
        string fragment = hash < 0 ? "" : Escape(text[hash..], InFragment), before = hash < 0 ? text : text[..hash];
        int mark = before.IndexOf('?', StringComparison.Ordinal);
        string query = mark < 0 ? "" : before[mark..], rest = mark < 0 ? before : before[..mark];
        UrlParts? read = SchemeOf().Match(rest) is { Success: true } found
            ? ReadAbsolute(found.Groups[1].Value.ToLowerInvariant(), rest[found.Length..])
            : parent is { IsOpaque: false } ? ReadRelative(rest, mark >= 0, parent) : null;
        if (read is null) return null;
        return read with { Query = mark < 0
            ? read.Query
            : Escape(query, IsSpecial(read.Scheme)
            ? InQuery + "'"
            : InQuery), Fragment = fragment };
    }

    private static UrlParts? ReadAbsolute(string scheme, string rest)
    {
        bool isSpecial = IsSpecial(scheme), isFile = scheme == "file";
        if (isSpecial || isFile) rest = rest.Replace('\\', '/');
        if (isSpecial) rest = "//" + rest.TrimStart('/');
        if (!rest.StartsWith("//", StringComparison.Ordinal)) return new UrlParts(scheme, null, isFile
            ? Normalize(rest)
            : Escape(rest, ""), "", "");
        int slash = rest.IndexOf('/', 2);
        string server = slash < 0 ? rest[2..] : rest[2..slash], path = slash < 0 ? "" : rest[slash..];
        if (server.Length == 0) return isFile ? new UrlParts(scheme, null, Normalize(path), "", "") : null;
        bool isServer = Uri.TryCreate($"{scheme}://{server}/", UriKind.Absolute, out Uri? address) && address.Host.Length > 0;
        return isServer && !server.Contains(' ', StringComparison.Ordinal)
            ? new UrlParts(scheme, address, path.Length == 0 && !isSpecial ? "" : Normalize(path), "", "")
            : null;
    }

    private static UrlParts? ReadRelative(string rest, bool hasQuery, UrlParts parent)
    {
        if (rest.Length == 0) return hasQuery ? parent with { Query = "" } : parent;
        if (IsSpecial(parent.Scheme)) rest = rest.Replace('\\', '/');
        if (rest.StartsWith("//", StringComparison.Ordinal)) return ReadAbsolute(parent.Scheme, rest);
        string path = rest[0] == '/' ? rest : parent.Path[..(parent.Path.LastIndexOf('/') + 1)] + rest;
        return parent with { Path = Normalize(path), Query = "" };
    }

    // Dots that go up or stay, which may be escaped, are gone afterwards.
    private static string Normalize(string path)
    {
        var kept = new List<string>();
        string[] parts = (path.StartsWith('/') ? path[1..] : path).Split('/');
        for (int i = 0; i < parts.Length; i++)
        {
            string dots = parts[i].Replace("%2e", ".", StringComparison.OrdinalIgnoreCase);
            if (dots == ".." && kept.Count > 0) kept.RemoveAt(kept.Count - 1);
            if (dots is not ("." or "..")) kept.Add(Escape(parts[i], InPath));
            else if (i == parts.Length - 1) kept.Add("");
        }
        return "/" + string.Join('/', kept);
    }

    private static string Escape(string text, string letters)
    {
        var escaped = new StringBuilder(text.Length);
        Span<byte> bytes = stackalloc byte[4];
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value is >= ' ' and <= '~' && !letters.Contains((char)rune.Value, StringComparison.Ordinal))
                escaped.Append((char)rune.Value);
            else foreach (byte part in bytes[..rune.EncodeToUtf8(bytes)])
                escaped.Append('%').Append(part.ToString("X2", CultureInfo.InvariantCulture));
        }
        return escaped.ToString();
    }

    private static string Clean(JsValue text) =>
        string.Concat(TypeConverter.ToString(text).Where(static letter => letter is not ('\t' or '\n' or '\r'))).Trim(s_blanks);

    [GeneratedRegex("^([A-Za-z][A-Za-z0-9+.-]*):")]
    private static partial Regex SchemeOf();
}
