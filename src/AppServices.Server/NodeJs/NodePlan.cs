using System.Collections.Frozen;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Functions;
using AppServices.Server.Functions.Reading;

namespace AppServices.Server.NodeJs;

/// <summary>Where an app's functions run, and with which packages.</summary>
/// <param name="Program">Node.js; null when they run in this process.</param>
/// <param name="Packages">The folder of the packages, which need not be there.</param>
internal sealed record NodePlan(NodeProgram? Program, string Packages)
{
    private static readonly FrozenSet<string> s_modules = FrozenSet.Create(
        System.StringComparer.Ordinal,
        "assert", "async_hooks", "buffer", "console", "constants", "crypto", "dgram", "diagnostics_channel", "dns", "domain", "events",
        "fs", "http", "http2", "https", "module", "net", "os", "path", "perf_hooks", "process", "punycode", "querystring", "readline",
        "stream", "string_decoder", "sys", "timers", "tls", "trace_events", "tty", "url", "util", "zlib");

    /// <summary>Whether a name is that of a module of Node.js itself.</summary>
    public static bool IsModule(string name) =>
        name.StartsWith("node:", System.StringComparison.Ordinal) || s_modules.Contains(name.Split('/')[0]);

    /// <summary>The packages that functions name, without modules of Node.js itself and files of the app.</summary>
    public static IReadOnlyList<SourceMention> PackagesOf(IEnumerable<CatalogFunction> functions) =>
    [
        .. functions.SelectMany(function => function.Mentions)
            .Where(mention => mention.Kind == MentionKind.Package && mention.Name[0] is not ('.' or '/') && !IsModule(mention.Name)),
    ];

    /// <summary>Whether functions get what they ask for.</summary>
    public bool Has(MissingNeed need) => need.Kind == MissingKind.Package && Program is not null
        && (IsModule(need.Name) || Directory.Exists(Path.Combine(Packages, "node_modules", need.Name)));
}
