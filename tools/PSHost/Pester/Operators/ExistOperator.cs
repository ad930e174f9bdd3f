using System;
using System.Management.Automation;
using AppServices.PSHost.Pester.Assertions;

namespace AppServices.PSHost.Pester.Operators;

/// <summary>-Exist: there is an item at the path, in any provider.</summary>
internal sealed class ExistOperator() : ShouldOperator("Exist")
{
    public override Verdict Judge(Assertion assertion)
    {
        string path = LanguagePrimitives.ConvertTo<string>(assertion.Actual);
        return Verdict.From(Exists(assertion.Session, path), assertion.Negate,
            $"Expected path {ValueText.Of(path)} to exist,{assertion.Because} but it did not exist.",
            $"Expected path {ValueText.Of(path)} to not exist,{assertion.Because} but it did exist.");
    }

    private static bool Exists(SessionState session, string path)
    {
        try
        {
            return session.InvokeProvider.Item.Exists(path);
        }
        catch (Exception e) when (e is ItemNotFoundException or DriveNotFoundException)
        {
            return false;
        }
    }
}
