using System.Collections.Generic;
using System.Management.Automation.Runspaces;

namespace AppServices.PSHost.CommandLine;

/// <summary>What the command line asks for.</summary>
internal abstract record Request
{
    /// <summary>Runs a script file. <c>Path</c> is absolute and exists.</summary>
    public sealed record RunFile(string Path, IReadOnlyList<CommandParameter> Arguments) : Request;

    /// <summary>Runs the text of a command.</summary>
    public sealed record RunCommand(string Text) : Request;

    /// <summary>Reads commands until <c>exit</c> or the end of standard input, with a prompt only on a terminal.</summary>
    public sealed record ReadCommands(bool ShowBanner) : Request;

    /// <summary>Runs Pester test files.</summary>
    public sealed record RunTests(TestOptions Options) : Request;

    /// <summary>Prints the version of the engine.</summary>
    public sealed record ShowVersion : Request;

    /// <summary>Prints the usage.</summary>
    public sealed record ShowHelp : Request;
}
