using System;
using System.Collections.Generic;
using System.IO;

namespace AppServices.PSHost.CommandLine;

/// <summary>Reads what follows <c>-Pester</c>: a list of paths, then named filters.</summary>
internal sealed class TestOptionsParser(string[] words, int next)
{
    private readonly List<string> _paths = [];
    private readonly List<string> _filters = [];
    private readonly List<string> _tags = [];
    private readonly List<string> _excluded = [];
    private string? _resultFile;

    /// <exception cref="UsageException">A parameter is unknown, lacks its value, or there is no path.</exception>
    public TestOptions Parse()
    {
        while (next < words.Length)
        {
            string word = words[next++];
            if (!word.StartsWith('-'))
            {
                AddList(_paths, word);
                continue;
            }
            switch (word.ToUpperInvariant())
            {
                case "-FILTER": _filters.Add(Value(word)); break;
                case "-TAG": AddList(_tags, Value(word)); break;
                case "-EXCLUDETAG": AddList(_excluded, Value(word)); break;
                case "-RESULTFILE": _resultFile = Path.GetFullPath(Value(word)); break;
                default:
                    throw new UsageException($"The parameter '{word}' of -Pester is not known. It takes -Filter, -Tag, -ExcludeTag and -ResultFile.");
            }
        }
        if (_paths.Count == 0) throw new UsageException("-Pester needs the path of a test file or of a folder with *.Tests.ps1 files.");
        return new TestOptions(_paths, _filters, _tags, _excluded, _resultFile);
    }

    private string Value(string parameter) => next < words.Length
        ? words[next++]
        : throw new UsageException($"{parameter} needs a value after it.");

    private static void AddList(List<string> list, string text) =>
        list.AddRange(text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
