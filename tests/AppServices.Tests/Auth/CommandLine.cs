using System.CommandLine;
using System.IO;
using System.Threading.Tasks;
using AppServices.Server.Commands;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Auth;

/// <summary>Administration beside a server, with a store of its own on the server's data, as another process has it.</summary>
internal static class CommandLine
{
    /// <summary>Runs <c>user</c> or <c>api-key</c>, and returns what it printed.</summary>
    public static async Task<string> RunAsync(AppServerFixture server, string appId, params string[] arguments)
    {
        using var output = new StringWriter();
        ParseResult parsed = new RootCommand { UserCommand.Create(), ApiKeyCommand.Create() }.Parse([.. arguments, "--app", appId, "--data", server.Data.Path]);
        Assert.Empty(parsed.Errors);
        Assert.Equal(0, await parsed.InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output }, TestContext.Current.CancellationToken));
        return output.ToString().TrimEnd('\n');
    }
}
