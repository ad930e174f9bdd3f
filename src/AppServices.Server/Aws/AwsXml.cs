using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Xml;
using System.Xml.Linq;
using AppServices.Server.OutgoingHttp;
using MongoDB.Bson;

namespace AppServices.Server.Aws;

/// <summary>
/// Makes documents of XML replies. XML has no types, so the members that are no texts are named here; lists are known by their items.
/// </summary>
internal sealed class AwsXml
{
    private const int MaxDepth = 50;

    public HashSet<string> Numbers { get; init; } = [];

    public HashSet<string> Flags { get; init; } = [];

    public HashSet<string> Times { get; init; } = [];

    /// <summary>Members that are lists, each item of which is an element of this name, and how the list is called.</summary>
    public Dictionary<string, string> Lists { get; init; } = [];

    /// <summary>Members that hold their items, by the name of these.</summary>
    public Dictionary<string, string> Wrappers { get; init; } = [];

    /// <summary>The root element as a value.</summary>
    /// <exception cref="OutgoingHttpException">The reply is no XML.</exception>
    public BsonValue Read(byte[] body) => TryParse(body) is { } root ? Read(root) : throw new OutgoingHttpException("the reply is no XML");

    /// <summary>What an error reply says.</summary>
    public static (string Code, string Message) ReadError(byte[] body)
    {
        XElement? root = TryParse(body);
        XElement? error = root?.Name.LocalName == "Error"
            ? root
            : root?.Descendants().FirstOrDefault(item => item.Name.LocalName == "Error");
        return (Text("Code"), Text("Message"));

        string Text(string name) => error?.Elements().FirstOrDefault(item => item.Name.LocalName == name)?.Value ?? "";
    }

    private static XElement? TryParse(byte[] body)
    {
        try
        {
            using var reader = XmlReader.Create(
                new MemoryStream(body), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            // Looked through before it is built: a tree that is too deep would take the stack.
            while (reader.Read())
                if (reader.Depth > MaxDepth) return null;
            return XDocument.Load(new MemoryStream(body)).Root;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private BsonValue Read(XElement element)
    {
        string name = element.Name.LocalName;
        XElement[] items = [.. element.Elements()];
        if (Wrappers.TryGetValue(name, out string? item))
            return new BsonArray(items.Where(child => child.Name.LocalName == item).Select(Read));
        if (items.Length == 0) return Leaf(name, element.Value);
        if (items.All(child => child.Name.LocalName == "member")) return new BsonArray(items.Select(Read));
        if (items.All(child => child.Name.LocalName == "entry")) return Map(items);
        var document = new BsonDocument();
        foreach (XElement child in items)
        {
            string own = child.Name.LocalName;
            if (!Lists.TryGetValue(own, out string? list)) document[own] = Read(child);
            else if (document.TryGetValue(list, out BsonValue known)) known.AsBsonArray.Add(Read(child));
            else document[list] = new BsonArray { Read(child) };
        }
        return document;
    }

    private BsonDocument Map(IEnumerable<XElement> entries)
    {
        var map = new BsonDocument();
        foreach (XElement entry in entries)
            if (entry.Elements().ToArray() is [var key, var value, ..]) map[key.Value] = Read(value);
        return map;
    }

    private BsonValue Leaf(string name, string text)
    {
        if (Numbers.Contains(name))
        {
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int small)) return small;
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)) return number;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real)) return real;
        }
        if (Flags.Contains(name) && bool.TryParse(text, out bool flag)) return (BsonBoolean)flag;
        return Times.Contains(name)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? new BsonDateTime(time.UtcDateTime)
            : text;
    }
}
