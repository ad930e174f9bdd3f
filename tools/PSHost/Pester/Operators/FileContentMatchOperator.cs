using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using AppServices.PSHost.Pester.Assertions;

namespace AppServices.PSHost.Pester.Operators;

/// <summary>-FileContentMatch and -FileContentMatchExactly: a line of the file matches.</summary>
internal sealed class FileContentMatchOperator(string name, string comparison) : ShouldOperator(name)
{
    public override IReadOnlyList<(string Name, Type Type)> Parameters => [("ExpectedContent", typeof(object))];

    public override Verdict Judge(Assertion assertion)
    {
        string path = LanguagePrimitives.ConvertTo<string>(assertion.Actual);
        object? content = assertion.Parameter("ExpectedContent");
        bool found = assertion.Session.Path.GetResolvedProviderPathFromPSPath(path, out _)
            .SelectMany(File.ReadLines)
            .Any(line => assertion.Language.IsTrue(line, comparison, content));
        return Verdict.From(found, assertion.Negate,
            $"Expected {ValueText.Of(content)} to be found in file '{path}',{assertion.Because} but it was not found.",
            $"Expected {ValueText.Of(content)} to not be found in file '{path}',{assertion.Because} but it was found.");
    }
}
