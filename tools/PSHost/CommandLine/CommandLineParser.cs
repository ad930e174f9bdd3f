using System;
using System.IO;
using System.Linq;

namespace AppServices.PSHost.CommandLine;

/// <summary>Understands the parameters of <c>pwsh</c> that scripts and people use, with their shortest forms, and <c>-Pester</c>.</summary>
internal sealed class CommandLineParser
{
    private readonly string[] _words;
    private int _next;
    private bool _interactive = true;
    private bool _showBanner = true;

    private CommandLineParser(string[] words) => _words = words;

    /// <exception cref="UsageException">A parameter is unknown or lacks its value, or the script file is missing.</exception>
    public static CommandLineOptions Parse(string[] words)
    {
        CommandLineParser parser = new(words);
        Request request = parser.ParseRequest();
        return new CommandLineOptions(request, parser._interactive);
    }

    private Request ParseRequest()
    {
        while (_next < _words.Length)
        {
            string word = _words[_next++];
            if (!word.StartsWith('-') || word.Length < 2) return ParseFile(word);

            string name = word.TrimStart('-');
            if (Names(name, "Version", 1)) return new Request.ShowVersion();
            if (Names(name, "Help", 1) || name == "?") return new Request.ShowHelp();
            if (Names(name, "File", 1)) return ParseFile(Value("-File"));
            if (Names(name, "Command", 1)) return ParseCommand();
            if (Names(name, "Pester", 1)) return new Request.RunTests(new TestOptionsParser(_words, _next).Parse());
            if (Names(name, "NonInteractive", 4)) _interactive = false;
            else if (Names(name, "NoLogo", 3)) _showBanner = false;
            else if (Names(name, "ExecutionPolicy", 2) || Names(name, "ep", 2)) _ = Value("-ExecutionPolicy");
            else if (Names(name, "WorkingDirectory", 2) || Names(name, "wd", 2)) EnterFolder(Value("-WorkingDirectory"));
            else if (!Names(name, "NoProfile", 3) && !Names(name, "Login", 1) && !Names(name, "NoProfileLoadTime", 10))
                throw new UsageException($"The parameter '{word}' is not known. Run with -Help for the list.");
        }
        return new Request.ReadCommands(_showBanner);
    }

    private static bool Names(string given, string parameter, int shortest) =>
        given.Length >= shortest && parameter.StartsWith(given, StringComparison.OrdinalIgnoreCase);

    private string Value(string parameter) => _next < _words.Length
        ? _words[_next++]
        : throw new UsageException($"{parameter} needs a value after it.");

    private static void EnterFolder(string folder)
    {
        if (!Directory.Exists(folder)) throw new UsageException($"The folder '{folder}' of -WorkingDirectory does not exist.");
        Directory.SetCurrentDirectory(folder);
    }

    private Request ParseFile(string file)
    {
        if (file == "-") return new Request.ReadCommands(_showBanner);
        if (!File.Exists(file))
        {
            throw new UsageException($"The argument '{file}' is not recognized as the name of a script file. "
                + "Check the spelling of the name, or if a path was included, verify that the path is correct and try again.");
        }
        return new Request.RunFile(Path.GetFullPath(file), ScriptArguments.Parse(_words.AsSpan(_next)));
    }

    private Request ParseCommand()
    {
        string[] rest = [Value("-Command"), .. _words.Skip(_next)];
        if (rest is ["-"]) return new Request.ReadCommands(ShowBanner: false);
        return new Request.RunCommand(string.Join(' ', rest));
    }
}
