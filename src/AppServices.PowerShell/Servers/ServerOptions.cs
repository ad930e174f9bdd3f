using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace AppServices.Servers;

/// <summary>What a server is started with; null leaves it to the program.</summary>
/// <param name="Folders">The app folders.</param>
/// <param name="Port">The port on the loopback address; 0 for any free one.</param>
internal sealed record ServerOptions(IReadOnlyList<string> Folders, int Port)
{
    private static readonly Regex s_option = new("(?<![\\w-])--[a-z][a-z-]*");

    private static readonly Dictionary<string, string> s_parameters = new()
    {
        ["--data"] = "-DataPath",
        ["--secrets"] = "-SecretsPath",
        ["--settings"] = "-SettingsPath",
        ["--app-id"] = "-AppId",
        ["--urls"] = "-Port",
        ["--access-token-seconds"] = "-AccessTokenSeconds",
        ["--refresh-token-seconds"] = "-RefreshTokenSeconds",
        ["--watch"] = "-NoWatch:$false",
    };

    /// <summary>The folder of users, sessions and documents.</summary>
    public string? Data { get; init; }

    /// <summary>The file of secrets.</summary>
    public string? Secrets { get; init; }

    /// <summary>The file of what the operator decides.</summary>
    public string? Settings { get; init; }

    /// <summary>The client app id of an export that does not say it.</summary>
    public string? AppId { get; init; }

    /// <summary>Whether an app is reloaded when its files change.</summary>
    public bool Watches { get; init; }

    /// <summary>The life of access tokens in seconds.</summary>
    public int? AccessTokenSeconds { get; init; }

    /// <summary>The life of sessions in seconds.</summary>
    public int? RefreshTokenSeconds { get; init; }

    /// <summary>The program's arguments. It ends with its standard input, so that it does not outlive this process.</summary>
    public IEnumerable<string> ToArguments() =>
    [
        "serve", .. Folders, "--list", "--stop-with-stdin", "--urls", FormattableString.Invariant($"http://127.0.0.1:{Port}"),
        .. Watches ? ["--watch"] : Array.Empty<string>(),
        .. Option("--data", Data),
        .. Option("--secrets", Secrets),
        .. Option("--settings", Settings),
        .. Option("--app-id", AppId),
        .. Option("--access-token-seconds", AccessTokenSeconds),
        .. Option("--refresh-token-seconds", RefreshTokenSeconds),
    ];

    /// <summary>What the program says, in the words of who gave the options as parameters of Start-AppServer.</summary>
    public static string Translate(string words) =>
        s_option.Replace(words, option => s_parameters.TryGetValue(option.Value, out string? parameter) ? parameter : option.Value);

    private static string[] Option(string name, object? value) => value is null ? [] : [name, FormattableString.Invariant($"{value}")];
}
