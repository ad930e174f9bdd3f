using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using AppServices.Server.Bson;
using MongoDB.Bson;

namespace AppServices.Server.OutgoingHttp;

/// <summary>Makes requests of the argument of <c>context.http.get</c> and its kind (app-folder 4.11).</summary>
internal static class RequestReader
{
    private static readonly SearchValues<char> s_token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> s_notInHost = SearchValues.Create("/\\?#@ ");

    private const int MaxHeaderSize = 64 * 1024;

    // What the way from one machine to the next needs is not for functions to say.
    private static readonly HashSet<string> s_ownHeaders = new(
        ["Connection", "Content-Length", "Expect", "Host", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding",
            "Upgrade"],
        StringComparer.OrdinalIgnoreCase);

    /// <param name="method">The method.</param>
    /// <param name="argument">The argument: an object, or the url alone.</param>
    /// <exception cref="OutgoingHttpException">It is no request.</exception>
    public static OutgoingRequest Read(HttpMethod method, BsonValue argument)
    {
        BsonDocument options = argument switch
        {
            BsonString url => new BsonDocument("url", url),
            BsonDocument document => document,
            _ => throw new OutgoingHttpException("an object is expected, with 'url' or with 'host'"),
        };
        Uri full = ReadUrl(options);
        List<HeaderLines> headers = ReadHeaders(Given(options, "headers"));
        byte[]? body = ReadBody(options, headers);
        NetworkCredential? credential = ReadCredential(options, full);
        bool isDigest = Is(options, "digestAuth");
        if (credential is not null && !isDigest && !headers.Any(header => header.Is("Authorization")))
            headers.Add(new HeaderLines("Authorization", [OutgoingRequest.Basic(credential)]));
        var request = new OutgoingRequest(method, new UriBuilder(full) { UserName = "", Password = "" }.Uri)
        {
            Headers = headers,
            Body = body,
            Digest = isDigest ? credential : null,
            AuthUrl = Given(options, "authUrl") is { } authUrl ? Parse(Text(authUrl, "authUrl"), "authUrl") : null,
            FollowsRedirects = Is(options, "followRedirects"),
        };
        return request.WithCookies(
            Given(options, "cookies") is { } cookies
                ? Fields(cookies, "cookies").Select(cookie => $"{cookie.Name}={Line(Text(cookie.Value, "cookies"))}")
                : []);
    }

    private static Uri ReadUrl(BsonDocument options)
    {
        string url = Given(options, "url") is { } whole ? Text(whole, "url") : "";
        if (url.Length == 0) url = Assemble(options);
        Uri read = Parse(url, "url");
        if (Given(options, "query") is not { } query) return read;
        string added = string.Join('&', Fields(query, "query").SelectMany(
            field => Texts(field.Value, "query").Select(value => $"{Uri.EscapeDataString(field.Name)}={Uri.EscapeDataString(value)}")));
        return new UriBuilder(read) { Query = string.Join('&', new[] { read.Query.TrimStart('?'), added }.Where(part => part.Length > 0)) }.Uri;
    }

    private static string Assemble(BsonDocument options)
    {
        string host = (Given(options, "host") ?? Given(options, "domain")) is { } named ? Text(named, "host") : "";
        if (host.Length == 0) throw new OutgoingHttpException("'url' or 'host' is missing");
        if (host.AsSpan().ContainsAny(s_notInHost))
            throw new OutgoingHttpException("'host' is the name of a server, with a port or without; 'url' takes whole addresses");
        string scheme = Given(options, "scheme") is { } given ? Text(given, "scheme") : "http";
        string path = Given(options, "path") is { } below ? Text(below, "path") : "";
        string fragment = Given(options, "fragment") is { } anchor ? "#" + Text(anchor, "fragment") : "";
        return $"{scheme}://{host}/{path.TrimStart('/').Replace("?", "%3F", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal)}{fragment}";
    }

    private static Uri Parse(string text, string name) => Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
        && url.Scheme is "http" or "https" && url.Host.Length > 0
        ? url
        : throw new OutgoingHttpException($"'{name}' is no http or https address");

    private static NetworkCredential? ReadCredential(BsonDocument options, Uri url)
    {
        string[] inUrl = url.UserInfo.Length == 0 ? [] : [.. url.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString)];
        string? user = Given(options, "username") is { } name ? Text(name, "username") : inUrl.ElementAtOrDefault(0);
        string? password = Given(options, "password") is { } secret ? Text(secret, "password") : inUrl.ElementAtOrDefault(1);
        return user is null && password is null ? null : new NetworkCredential(user ?? "", password ?? "");
    }

    private static List<HeaderLines> ReadHeaders(BsonValue? headers)
    {
        var lines = new List<HeaderLines>();
        if (headers is null) return lines;
        foreach (BsonElement header in Fields(headers, "headers"))
        {
            if (header.Name.Length == 0 || header.Name.AsSpan().ContainsAnyExcept(s_token))
                throw new OutgoingHttpException("a name in 'headers' is no name of a header");
            string[] values = [.. Texts(header.Value, "headers").Select(Line)];
            if (values.Length > 0 && !s_ownHeaders.Contains(header.Name)) lines.Add(new HeaderLines(header.Name, values));
        }
        return lines.Sum(line => line.Name.Length + (long)line.Joined.Length) <= MaxHeaderSize
            ? lines
            : throw new OutgoingHttpException($"'headers' are larger than {MaxHeaderSize / 1024} KB");
    }

    private static string Line(string value) => value.AsSpan().IndexOfAny('\r', '\n', '\0') < 0
        ? value.Trim()
        : throw new OutgoingHttpException("the value of a header or cookie may not contain line breaks");

    private static byte[]? ReadBody(BsonDocument options, List<HeaderLines> headers)
    {
        BsonValue? body = Given(options, "body");
        if (Given(options, "form") is { } form)
        {
            if (body is not null) throw new OutgoingHttpException("a request has a 'body' or a 'form', not both");
            return FormContent.Encode(
                Fields(form, "form").SelectMany(
                    field => Texts(field.Value, "form").Select(value => KeyValuePair.Create(field.Name, value))),
                headers);
        }
        if (Is(options, "encodeBodyAsJSON") && body is not null)
        {
            if (!headers.Any(header => header.Is("Content-Type"))) headers.Add(new HeaderLines("Content-Type", ["application/json"]));
            return RelaxedEjson.ToUtf8(body);
        }
        return body switch
        {
            null => null,
            BsonString text => FormContent.Utf8(text.Value),
            BsonBinaryData binary => binary.Bytes,
            _ => throw new OutgoingHttpException("'body' must be a string or a BSON.Binary; encodeBodyAsJSON: true sends anything else"),
        };
    }

    private static BsonValue? Given(BsonDocument options, string name) =>
        options.TryGetValue(name, out BsonValue value) && value is not (BsonNull or BsonUndefined) ? value : null;

    private static bool Is(BsonDocument options, string name) => Given(options, name) is BsonBoolean { Value: true };

    private static BsonDocument Fields(BsonValue value, string name) =>
        value as BsonDocument ?? throw new OutgoingHttpException($"'{name}' must be an object");

    private static IEnumerable<string> Texts(BsonValue value, string name) => value switch
    {
        BsonArray values => values.Select(item => Text(item, name)),
        BsonNull or BsonUndefined => [],
        _ => [Text(value, name)],
    };

    private static string Text(BsonValue value, string name) => value switch
    {
        BsonString text => text.Value,
        BsonBoolean flag => flag.Value ? "true" : "false",
        BsonInt32 or BsonInt64 or BsonDecimal128 or BsonObjectId => value.ToString()!,
        BsonDouble number => number.Value.ToString("R", CultureInfo.InvariantCulture),
        BsonSymbol symbol => symbol.Name,
        BsonBinaryData { SubType: BsonBinarySubType.UuidStandard } uuid => UuidText.Format(uuid),
        _ => throw new OutgoingHttpException($"'{name}' must hold texts"),
    };
}
