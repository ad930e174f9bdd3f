using System.Collections.Generic;
using System.IO;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Functions.Reading;

/// <summary>The functions of old exports: each is a folder with <c>source.js</c> and <c>config.json</c>. Source: app-folder 1.15.</summary>
internal static class FunctionFolders
{
    /// <param name="root">The folder of the functions.</param>
    /// <param name="problem">What is wrong with all of them; null for nothing.</param>
    /// <param name="files">The app's files.</param>
    public static List<FunctionDefinition> Read(string root, string? problem, ConfigFiles files)
    {
        var make = new FunctionFile(files.Source);
        var functions = new List<FunctionDefinition>();
        foreach (string folder in files.Source.Folders(root))
        {
            string source = Path.Combine(folder, "source.js"), config = Path.Combine(folder, "config.json");
            if (!files.Source.Exists(source) && !files.Source.Exists(config)) continue;
            Add(functions, folder, source, config, problem, files, make);
        }
        return functions;
    }

    private static void Add(
        List<FunctionDefinition> functions, string folder, string source, string config, string? problem, ConfigFiles files,
        FunctionFile make)
    {
        string name = Path.GetFileName(folder);
        ConfigFile? settings = null;
        problem ??= Warnings.Problem(config, () =>
        {
            settings = files.TryRead(config);
            name = settings?.Text("name") ?? name;
        })?.Message;
        if (functions.FindIndex(other => other.Name == name) is >= 0 and var first)
        {
            // Which of the two is meant, and who may call it, nobody knows.
            string twice = ConfigurationException.At(source, $"The function is named '{name}', as {functions[first].Place} is.").Message;
            functions[first] = make.Define(name, source, settings, twice);
        }
        else
        {
            functions.Add(make.Define(name, source, settings, problem));
        }
    }
}
