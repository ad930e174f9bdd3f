using System.Collections.Generic;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace AppServices.PSHost.Pester.Model;

/// <summary>An error of test code.</summary>
/// <param name="Message">What is wrong.</param>
/// <param name="Location">Where, as lines <c>at CODE, FILE:LINE</c>, or null.</param>
/// <param name="ErrorId">The engine's id of the error.</param>
internal sealed partial record Failure(string Message, string? Location, string ErrorId)
{
    private const int ShownPlaces = 3;

    public static Failure From(ErrorRecord error) => new(error.Exception.Message, LocationOf(error), error.FullyQualifiedErrorId);

    public override string ToString() => Location is null ? Message : Message + "\n" + Location;

    // The place of the error itself, then the callers, so that an error in a shared helper file leads back to the test.
    private static string? LocationOf(ErrorRecord error)
    {
        List<string> places = [];
        string first = string.Empty;
        if (error.InvocationInfo is { ScriptName.Length: > 0 } place)
        {
            first = $"{place.ScriptName}:{place.ScriptLineNumber}";
            places.Add($"at {place.Line.Trim()}, {first}");
        }
        foreach (Match frame in ScriptFrame().Matches(error.ScriptStackTrace ?? string.Empty))
        {
            string caller = $"{frame.Groups["file"].Value}:{frame.Groups["line"].Value}";
            if (caller != first && places.Count < ShownPlaces) places.Add("at " + caller);
        }
        return places.Count > 0 ? string.Join('\n', places) : null;
    }

    // Frames without a file, written <No file>, are the runner's own.
    [GeneratedRegex(@"^at [^,]*, (?<file>[^<].*): line (?<line>\d+)", RegexOptions.Multiline)]
    private static partial Regex ScriptFrame();
}
