using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using AppServices.Server.Bson;
using MongoDB.Bson;

namespace AppServices.Tests.Fuzzing;

/// <summary>Examples that are right, from files with one a line; what begins with # is a comment.</summary>
internal static class Samples
{
    public static IReadOnlyList<string> Queries => Read("queries.txt");

    public static IReadOnlyList<string> Updates => Read("updates.txt");

    public static IReadOnlyList<string> Pipelines => Read("pipelines.txt");

    public static IReadOnlyList<string> Expressions => Read("expressions.txt");

    /// <summary>Rules of a collection.</summary>
    public static IReadOnlyList<string> Rules => Read("rules.txt");

    public static IReadOnlyList<string> Documents => Read("documents.txt");

    /// <summary>The documents as values.</summary>
    public static IReadOnlyList<BsonDocument> Stored => [.. Documents.Select(text => EjsonReader.Parse(Encoding.UTF8.GetBytes(text)).AsBsonDocument)];

    /// <summary>Extended JSON of every type, in all forms.</summary>
    public static IReadOnlyList<string> Ejson => Read("ejson.txt");

    /// <summary>The files of an app, each a path and its content.</summary>
    public static IReadOnlyList<string> Files => Read("files.txt");

    /// <summary>Requests: method, path, who sends it, and the body.</summary>
    public static IReadOnlyList<string> Requests => Read("requests.txt");

    private static List<string> Read(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
            if (line.Length > 0 && line[0] != '#') lines.Add(line);
        return lines;
    }
}
