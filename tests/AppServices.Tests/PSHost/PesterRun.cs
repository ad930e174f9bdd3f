using System;
using System.Threading.Tasks;

namespace AppServices.Tests.PSHost;

/// <summary>Runs the text of a Pester file in the host.</summary>
internal static class PesterRun
{
    public static Task<HostResult> RunTestsAsync(this HostSandbox sandbox, string tests, params string[] options) =>
        sandbox.RunAsync(["-Pester", sandbox.Write("a.Tests.ps1", tests), .. options]);

    /// <summary>The last line of the output, which has the counts.</summary>
    public static string Counts(this HostResult result)
    {
        string output = result.Output.TrimEnd('\n');
        return output[(output.LastIndexOf('\n') + 1)..];
    }

    /// <summary>Whether a line shows a test with this mark and name.</summary>
    public static bool Shows(this HostResult result, string mark, string test) =>
        Array.Exists(result.Output.Split('\n'), line => line.TrimStart().StartsWith($"[{mark}] {test}", StringComparison.Ordinal));
}
