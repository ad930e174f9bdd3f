using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AppServices.Server.Functions;

namespace AppServices.Server.Apps;

/// <summary>The functions of old exports: each is a folder with <c>source.js</c> and <c>config.json</c>. Source: app-folder 1.15.</summary>
internal static class FunctionFolders
{
    /// <param name="root">The folder of the functions.</param>
    /// <param name="problem">What is wrong with all of them; null for nothing.</param>
    /// <param name="files">Makes the functions.</param>
    /// <param name="templates">What replaces templates in strings.</param>
    public static List<FunctionDefinition> Read(string root, string? problem, FunctionFile files, TemplateExpansion templates)
    {
        var functions = new List<FunctionDefinition>();
        foreach (string folder in Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal))
        {
            string source = Path.Combine(folder, "source.js"), config = Path.Combine(folder, "config.json");
            if (!Path.Exists(source) && !Path.Exists(config)) continue;
            Add(functions, folder, source, config, problem, files, templates);
        }
        return functions;
    }

    private static void Add(
        List<FunctionDefinition> functions, string folder, string source, string config, string? problem, FunctionFile files, TemplateExpansion templates)
    {
        string name = Path.GetFileName(folder);
        ConfigFile? settings = null;
        problem ??= Warnings.Problem(config, () =>
        {
            settings = ConfigFile.TryRead(config, templates);
            name = settings?.Text("name") ?? name;
        });
        if (functions.FindIndex(other => other.Name == name) is >= 0 and var first)
        {
            // Which of the two is meant, and who may call it, nobody knows.
            string twice = AppFolderException.At(source, $"The function is named '{name}', as {functions[first].Place} is.").Message;
            functions[first] = files.Define(name, source, settings, twice);
        }
        else
        {
            functions.Add(files.Define(name, source, settings, problem));
        }
    }
}
