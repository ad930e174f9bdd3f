using System.Management.Automation;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Tests.Module;
using Xunit;

namespace AppServices.Tests.Client;

/// <summary>What a server says is shown and not obeyed. Source: cmdlets V6.</summary>
public sealed class ShownTextTests
{
    private const string Call = "POST /app/test-abcde/functions/call";

    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    [InlineData("plain, with\ttab\nand \u00e4\U0001F600", "plain, with\ttab\nand \u00e4\U0001F600")]
    [InlineData("a\u001b[31mred", @"a\u001b[31mred")]
    [InlineData("a\r\nb\rc", "a\nb\\u000dc")]
    [InlineData("\0\a\b\u007f\u009b31m", @"\u0000\u0007\u0008\u007f\u009b31m")]
    [InlineData("exe\u202egpj", @"exe\u202egpj")]
    [InlineData("\u2066x\u2069\u200f", @"\u2066x\u2069\u200f")]
    public void What_a_terminal_would_obey_is_spelled_out(string? text, string? shown) => Assert.Equal(shown, ShownText.Of(text));

    [Theory]
    [InlineData("Invoke-AppFunction doThing")]
    [InlineData("Get-AppDocument store items")]
    public async Task No_error_carries_it_to_the_terminal(string command)
    {
        string body = JsonSerializer.Serialize(new { error = "no \u001b]0;owned\a\u009b2J", error_code = "Odd\u001b[2J" });
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            ScriptedServer.Is(context, Call) ? ScriptedServer.ReplyAsync(context, 400, body) : Task.FromResult(false));

        ErrorRecord record = ModuleRunspace.ErrorOf(
            $"param($uri) $null = Connect-AppUser -Anonymous -AsNewUser -AppId test-abcde -BaseUri $uri; {command}", server.BaseUri);

        var error = (AppServicesException)record.Exception;
        foreach (string? text in new[] { error.Message, error.Reason, record.ErrorDetails.Message, record.ToString() })
            Assert.DoesNotContain(text!, letter => letter is '\u001b' or '\a' or '\u009b');
        Assert.Contains(@"\u001b]0;owned", error.Message, System.StringComparison.Ordinal);
    }
}
