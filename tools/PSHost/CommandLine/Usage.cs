namespace AppServices.PSHost.CommandLine;

/// <summary>The text of <c>-Help</c>.</summary>
internal static class Usage
{
    public const string Text = """
        A small PowerShell host for machines without pwsh.

        dotnet pshost.dll [OPTIONS] [-File] SCRIPT.ps1 [ARGUMENTS...]   runs a script
        dotnet pshost.dll [OPTIONS] -Command TEXT...                    runs a command ("-" reads commands from standard input)
        dotnet pshost.dll [OPTIONS]                                     reads commands until exit or the end of the input
        dotnet pshost.dll -Pester PATH[,PATH...] [TEST OPTIONS]         runs Pester 5 test files
        dotnet pshost.dll -Version | -Help

        OPTIONS
          -NonInteractive           a prompt is an error
          -NoLogo                   no greeting before the first prompt
          -WorkingDirectory FOLDER  starts in FOLDER
          -NoProfile, -Login, -ExecutionPolicy POLICY   accepted, without effect: there are no profiles and no policy here

        TEST OPTIONS
          -Filter WILDCARD          only tests whose full name (Describe.Context.It) matches; may be repeated
          -Tag A[,B...]             only tests with one of these tags on them or on a block around them
          -ExcludeTag A[,B...]      no tests with one of these tags
          -ResultFile FILE.xml      also writes the result as XML

        Exit code: that of `exit N`; otherwise 0, or 1 after a terminating error (-Command: also if the last
        statement failed; -Pester: if a test failed); 64 for a wrong command line; 130 after Ctrl+C.
        """;
}
