using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Functions.Reading;

/// <summary>
/// The manifest <c>functions/config.json</c> of the newer layouts. A file without an entry is a function like others; but where
/// an entry is not clear, the functions that it may be about cannot run, because it may be the one that forbids their calls.
/// </summary>
internal sealed class FunctionManifest
{
    private readonly Dictionary<string, ConfigFile> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _aliases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _problems = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ConfigFile> _missing = new(StringComparer.Ordinal);
    private string? _problem;

    private FunctionManifest(string? problem) => _problem = problem;

    /// <param name="root">The folder of the functions.</param>
    /// <param name="sources">Their files by name.</param>
    /// <param name="file">The manifest; null when there is none, or it cannot be read.</param>
    /// <param name="problem">Why it cannot be read; null when it can, or there is none.</param>
    /// <param name="files">Makes the functions.</param>
    public static List<FunctionDefinition> Read(
        string root, Dictionary<string, string> sources, ConfigFile? file, string? problem, FunctionFile files)
    {
        var manifest = new FunctionManifest(problem);
        if (file is not null) manifest._problem = Warnings.Problem(file.Path, () => manifest.AddAll(file, sources.Keys))?.Message;
        return
        [
            .. sources.Select(source => files.Define(
                source.Key, source.Value, manifest._entries.GetValueOrDefault(source.Key), manifest.ProblemOf(source.Key)) with
            {
                Alias = manifest._aliases.GetValueOrDefault(source.Key),
            }),
            .. manifest._missing.Select(missing => files.Define(
                missing.Key, System.IO.Path.Combine(root, missing.Key + ".js"), settings: null, manifest._problems[missing.Key])),
        ];
    }

    private string? ProblemOf(string name) => _problems.GetValueOrDefault(name) ?? (_entries.ContainsKey(name) ? null : _problem);

    private void AddAll(ConfigFile file, IReadOnlyCollection<string> sources)
    {
        string? first = null;
        foreach (ConfigFile entry in file.Items())
        {
            string name = "";
            if (Warnings.Problem(entry.Path, () => name = entry.RequiredText("name")) is { } problem) first ??= problem.Message;
            else Add(name, entry, Resolve(name, sources));
        }
        if (first is not null) throw new ConfigurationException(first);
    }

    private void Add(string name, ConfigFile entry, string[] matches)
    {
        if (matches.Length > 1)
        {
            string problem = entry.Wrong(
                $"function '{name}' may be any of {string.Join(", ", matches)}; give its path below functions/").Message;
            foreach (string match in matches) _problems.TryAdd(match, problem);
        }
        else if (matches is [var function])
        {
            if (function != name) _aliases.TryAdd(function, name);
            if (!_entries.TryAdd(function, entry))
                _problems.TryAdd(function, entry.Wrong($"function '{function}' has another entry, too; keep one of them").Message);
        }
        else if (matches.Length == 0 && _missing.TryAdd(name, entry))
        {
            _problems.TryAdd(name, entry.Wrong($"function '{name}' has no file, so it cannot be called").Message);
        }
    }

    // Exports name functions by path; some name them by the file alone, which is as good when it is unique.
    private static string[] Resolve(string name, IReadOnlyCollection<string> sources) =>
        sources.Contains(name) ? [name] : sources.Where(source => source.EndsWith("/" + name, StringComparison.Ordinal)).ToArray();
}
