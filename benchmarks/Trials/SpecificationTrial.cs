using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace AppServices.Benchmarks.Trials;

/// <summary>The suites of MongoDB's specification, whole, where the tests run a sample; each prints its table.</summary>
internal sealed class SpecificationTrial : ITrial
{
    private static readonly string[] s_suites = ["mongodb.test.mjs", "functional.test.mjs"];

    public (string Unit, int Size) Extent => ("suites", s_suites.Length);

    public async Task RunAsync(int size)
    {
        string folder = Path.GetDirectoryName(Repository.Find("tests/Conformance/package.json"))!;
        var start = new ProcessStartInfo("node", ["--test", "--test-reporter=spec", .. s_suites.Take(size)]) { WorkingDirectory = folder };
        start.Environment["SPECIFICATIONS"] = "all";
        using Process tests = Process.Start(start) ?? throw new BenchmarkException("node did not start.");
        await tests.WaitForExitAsync();
        if (tests.ExitCode != 0) throw new BenchmarkException("A case is not as it is known to be; which one stands above.");
    }
}
