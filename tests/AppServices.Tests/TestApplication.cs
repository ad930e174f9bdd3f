using Microsoft.AspNetCore.Builder;

namespace AppServices.Tests;

/// <summary>Servers that tests put beside ours.</summary>
internal static class TestApplication
{
    // Nobody changes their settings, and an account has few watches of files for all the tests that run at once.
    private static readonly string[] s_arguments = ["--hostBuilder:reloadConfigOnChange=false"];

    /// <summary>Begins one that has nothing yet.</summary>
    public static WebApplicationBuilder CreateBuilder() => WebApplication.CreateSlimBuilder(s_arguments);
}
