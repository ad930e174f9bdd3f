using System.Management.Automation;
using System.Text.RegularExpressions;

namespace AppServices.PSHost.Pester.Model;

/// <summary>An error of test code.</summary>
/// <param name="Message">What is wrong.</param>
/// <param name="Location">Where, as <c>at CODE, FILE:LINE</c>, or null.</param>
/// <param name="ErrorId">The engine's id of the error.</param>
internal sealed partial record Failure(string Message, string? Location, string ErrorId)
{
    public static Failure From(ErrorRecord error) => new(error.Exception.Message, LocationOf(error), error.FullyQualifiedErrorId);

    public override string ToString() => Location is null ? Message : Message + "\n" + Location;

    private static string? LocationOf(ErrorRecord error)
    {
        if (error.InvocationInfo is { ScriptName.Length: > 0 } place) return $"at {place.Line.Trim()}, {place.ScriptName}:{place.ScriptLineNumber}";
        Match frame = ScriptFrame().Match(error.ScriptStackTrace ?? string.Empty);
        return frame.Success ? $"at {frame.Groups["file"].Value}:{frame.Groups["line"].Value}" : null;
    }

    [GeneratedRegex(@"^at [^,]*, (?<file>[^<].*): line (?<line>\d+)", RegexOptions.Multiline)]
    private static partial Regex ScriptFrame();
}
