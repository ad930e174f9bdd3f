using System;
using System.Collections.Generic;
using System.IO;

namespace AppServices.Tests.Server;

/// <summary>An app folder of a test's own, written from texts and deleted at its end.</summary>
internal sealed class AppFolder : IDisposable
{
    /// <summary>The app that a test gets when it does not care: anonymous and e-mail users, no function.</summary>
    public const string Root = """{"app_id":"test-abcde","name":"test"}""";

    public const string Providers = """
        {
          "anon-user": { "name": "anon-user", "type": "anon-user", "disabled": false },
          "api-key": { "name": "api-key", "type": "api-key" },
          "local-userpass": { "name": "local-userpass", "type": "local-userpass", "config": { "autoConfirm": true }, "disabled": false },
          "custom-token": { "name": "custom-token", "type": "custom-token", "disabled": true }
        }
        """;

    /// <param name="files">Texts by path below the folder.</param>
    public AppFolder(params IEnumerable<KeyValuePair<string, string>> files)
    {
        foreach ((string path, string text) in files) Write(path, text);
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("app-").FullName;

    /// <summary>An app with the usual root file and providers, and one function.</summary>
    public static AppFolder WithFunction(string name, string source) => new(
        KeyValuePair.Create("root_config.json", Root),
        KeyValuePair.Create("auth/providers.json", Providers),
        KeyValuePair.Create($"functions/{name}.js", source));

    /// <summary>Writes a file, making its folders, and returns the folder.</summary>
    public AppFolder Write(string path, string text)
    {
        File.WriteAllText(FileAt(path), text);
        return this;
    }

    /// <summary>Writes a file that is no text.</summary>
    public AppFolder Write(string path, ReadOnlySpan<byte> content)
    {
        File.WriteAllBytes(FileAt(path), content);
        return this;
    }

    /// <summary>The full path of a file, whose folder exists.</summary>
    public string FileAt(string path)
    {
        string full = System.IO.Path.Combine(Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        return full;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
