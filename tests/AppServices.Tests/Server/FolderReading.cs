using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Functions;
using AppServices.Server.Hosting;
using AppServices.Server.Providers;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Reading a test's folder as the server does.</summary>
internal static partial class FolderReading
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
    /// Asserts what is wrong in the folder: after the path of a file of it. What keeps the app from being known keeps it from
    /// being served; anything else is an error, or a secret that is missing, and closes what depends on it.
    /// </summary>
    public static void AssertRefused(this AppFolder folder, string file, string message, string? appId = null, string? secretsFile = null)
    {
        string expected = Path.Combine(folder.Path, file) + message;
        if (file == "root_config.json")
        {
            Assert.Equal(
                expected, WithoutPosition(Assert.ThrowsAny<ConfigurationException>(() => folder.Read(appId, secretsFile)).Message));
            return;
        }
        AppDefinition app = folder.Read(appId, secretsFile);
        Assert.Equal([expected], app.Errors.Select(WithoutPosition));
        Assert.All(
            app.Errors.Where(error => error.Contains(" (at ", StringComparison.Ordinal)), error => Assert.Matches(@":\d+:\d+: ", error));
    }

    /// <summary>Asserts that a secret is all that is missing, and where it is needed.</summary>
    public static void AssertMissingSecret(this AppFolder folder, string secret, string place)
    {
        AppDefinition app = folder.Read();
        Assert.Empty(app.Errors);
        Assert.Equal(new MissingNeed(MissingKind.Secret, secret, place), Assert.Single(app.Items.SelectMany(item => item.Missing)));
    }

    /// <summary>A message about a value of a file without line and column, which tests of the message need not count.</summary>
    public static string WithoutPosition(string message) => Position().Replace(message, ": ", 1);

    [GeneratedRegex(@":\d+:\d+: (?=.* \(at )")]
    private static partial Regex Position();

    /// <summary>The functions.</summary>
    public static IEnumerable<FunctionDefinition> Functions(this AppDefinition app) => app.Get<FunctionCatalog>().All.Select(function => function.Definition);

    /// <summary>The enabled providers.</summary>
    public static IReadOnlyDictionary<string, ProviderSettings> Providers(this AppDefinition app) => app.Get<ProviderEntries>().Enabled;

    /// <summary>The functions by name.</summary>
    public static Dictionary<string, FunctionDefinition> ByName(this AppDefinition app) => app.Functions().ToDictionary(function => function.Name);
}
