using System.IO;
using System.Linq;
using System.Management.Automation.Language;
using Xunit;

namespace AppServices.Tests.Module;

/// <summary>What Windows PowerShell reads, whatever of it is run there, is written in its language.</summary>
public sealed class WindowsPowerShellTests
{
    private static readonly string[] s_folders = ["tests/Pester", "samples", "src/AppServices.PowerShell/Module"];

    private static readonly TokenKind[] s_newer =
    [
        TokenKind.QuestionMark, TokenKind.QuestionQuestion, TokenKind.QuestionQuestionEquals, TokenKind.QuestionDot,
            TokenKind.QuestionLBracket,
        TokenKind.AndAnd, TokenKind.OrOr, TokenKind.Clean,
    ];

    public static TheoryData<string> Scripts => [.. s_folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.ps*1", SearchOption.AllDirectories))
        .Select(file => Path.GetRelativePath(Repository.Root, file))
        .Append("AppServices.psd1")];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_has_no_operator_that_came_later(string script)
    {
        Parser.ParseFile(Path.Combine(Repository.Root, script), out Token[] tokens, out ParseError[] errors);
        Assert.Empty(errors);
        Assert.DoesNotContain(tokens, token => s_newer.Contains(token.Kind));
    }
}
