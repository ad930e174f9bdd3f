using System.Collections.Generic;

namespace AppServices.PSHost.CommandLine;

/// <summary>Which Pester tests to run and where to leave the result.</summary>
/// <param name="Paths">Test files, or folders to search for <c>*.Tests.ps1</c>.</param>
/// <param name="NameFilters">Wildcards of which one must match the full name of a test; empty means all.</param>
/// <param name="Tags">Tags of which a test or one of its blocks must carry one; empty means all.</param>
/// <param name="ExcludedTags">Tags that neither the test nor its blocks may carry.</param>
/// <param name="ResultFile">Absolute path of the XML file to write, or null.</param>
internal sealed record TestOptions(
    IReadOnlyList<string> Paths,
    IReadOnlyList<string> NameFilters,
    IReadOnlyList<string> Tags,
    IReadOnlyList<string> ExcludedTags,
    string? ResultFile);
