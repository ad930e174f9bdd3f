using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Xml;
using System.Xml.Linq;
using AppServices.PSHost.Pester.Model;

namespace AppServices.PSHost.Pester.Reports;

/// <summary>Writes results in the form of JUnit: one <c>testsuite</c> a file, one <c>testcase</c> a test, counts on each level.</summary>
internal static class XmlReport
{
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<TestResult> results)
    {
        XElement root = new("testsuites", Counts(results), results.GroupBy(result => result.FilePath).Select(Suite));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        root.Save(path);
    }

    private static XElement Suite(IGrouping<string, TestResult> file) =>
        new("testsuite", new XAttribute("name", Valid(file.Key)), Counts([.. file]), file.Select(Case));

    private static IEnumerable<XAttribute> Counts(IReadOnlyList<TestResult> results) =>
    [
        new("tests", results.Count),
        new("passed", results.Count(result => result.Outcome == TestOutcome.Passed)),
        new("failures", results.Count(result => result.Outcome == TestOutcome.Failed)),
        new("skipped", results.Count(result => result.Outcome is TestOutcome.Skipped or TestOutcome.Inconclusive)),
        new("time", Seconds(TimeSpan.FromTicks(results.Sum(result => result.Duration.Ticks)))),
    ];

    private static XElement Case(TestResult result) => new("testcase",
        new XAttribute("name", Valid(result.Name)),
        new XAttribute("status", result.Outcome),
        new XAttribute("time", Seconds(result.Duration)),
        result.Outcome switch
        {
            TestOutcome.Passed => [],
            TestOutcome.Failed => result.Failures.Select(failure => new XElement("failure", new XAttribute("message", Valid(failure.Message)), Valid(failure.ToString()))),
            _ => [new XElement("skipped", result.Failures.Select(reason => new XAttribute("message", Valid(reason.Message))).Take(1))],
        });

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);

    // A test may be named after any character; XML has no way to write some of them.
    private static string Valid(string text) => string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) ? c : '\uFFFD'));
}
