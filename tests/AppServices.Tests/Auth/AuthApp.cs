using System.Linq;
using AppServices.Tests.Server;

namespace AppServices.Tests.Auth;

/// <summary>App folders with the providers that a test is about, under the id that requests have by default.</summary>
internal static class AuthApp
{
    public const string Path = "/app/" + AppServerFixture.QuickstartAppId;
    public const string EmailPath = Path + "/auth/providers/local-userpass";

    /// <summary>Providers without settings, and e-mail accounts that are good at once.</summary>
    public static readonly string[] Simple =
        [Provider("anon-user"), Provider("api-key"), Provider("local-userpass", "\"config\":{\"autoConfirm\":true}")];

    /// <param name="providers">What <see cref="Provider"/> made.</param>
    /// <param name="files">Further files by path.</param>
    public static AppFolder Create(string[] providers, params (string Path, string Text)[] files)
    {
        AppFolder folder = new AppFolder()
            .Write("root_config.json", $$"""{"app_id":"{{AppServerFixture.QuickstartAppId}}","name":"shop"}""")
            .Write("auth/providers.json", $"{{{string.Join(',', providers)}}}");
        foreach ((string path, string text) in files) folder.Write(path, text);
        return folder;
    }

    /// <param name="type">The type.</param>
    /// <param name="more">Further fields of the entry, in JSON.</param>
    public static string Provider(string type, string more = "\"config\":{}") => $$"""
        "{{type}}":{"name":"{{type}}","type":"{{type}}","disabled":false,{{more}} }
        """;

    /// <summary>The path of a function's file, and its text.</summary>
    public static (string Path, string Text) Function(string name, string source) => ($"functions/{name}.js", source);

    /// <summary>A manifest that makes functions private, as hooks often are.</summary>
    public static (string Path, string Text) Private(params string[] names) =>
        ("functions/config.json", $"[{string.Join(',', names.Select(name => $$"""{"name":"{{name}}","private":true}"""))}]");
}
