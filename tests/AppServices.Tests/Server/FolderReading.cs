using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Functions;
using AppServices.Server.Hosting;
using AppServices.Server.Providers;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Reading a test's folder as the server does.</summary>
internal static class FolderReading
{
    /// <summary>An app of these files, beside a root file.</summary>
    public static AppFolder App(params (string Path, string Text)[] files)
    {
        AppFolder folder = new AppFolder().Write("root_config.json", AppFolder.Root);
        foreach ((string path, string text) in files) folder.Write(path, text);
        return folder;
    }

    public static AppDefinition Read(this AppFolder folder, string? appId = null, string? secretsFile = null) =>
        new AppReader(AppFeatures.All()).Read(new FolderFiles(folder.Path), appId, SecretStore.Read(secretsFile));

    /// <summary>Reads a folder with a feature more.</summary>
    public static AppDefinition Read(this AppFolder folder, IAppFeature feature) =>
        new AppReader([.. AppFeatures.All(), feature]).Read(new FolderFiles(folder.Path), null, SecretStore.Read(null));

    /// <summary>
    /// Asserts what is wrong in the folder: after the path of a file of it. What keeps the app from being known, and a missing
    /// secret, keep it from being served; anything else is an error that closes what depends on it.
    /// </summary>
    public static void AssertRefused(this AppFolder folder, string file, string message, string? appId = null, string? secretsFile = null)
    {
        string expected = Path.Combine(folder.Path, file) + message;
        if (file == "root_config.json" || message.Contains("put it into the file of --secrets", StringComparison.Ordinal))
            Assert.Equal(expected, Assert.ThrowsAny<ConfigurationException>(() => folder.Read(appId, secretsFile)).Message);
        else
            Assert.Equal([expected], folder.Read(appId, secretsFile).Errors);
    }

    /// <summary>The functions.</summary>
    public static IEnumerable<FunctionDefinition> Functions(this AppDefinition app) => app.Get<FunctionCatalog>().All.Select(function => function.Definition);

    /// <summary>The enabled providers.</summary>
    public static IReadOnlyDictionary<string, ProviderSettings> Providers(this AppDefinition app) => app.Get<ProviderEntries>().Enabled;

    /// <summary>The functions by name.</summary>
    public static Dictionary<string, FunctionDefinition> ByName(this AppDefinition app) => app.Functions().ToDictionary(function => function.Name);
}
