using System;
using System.Collections.Generic;
using System.IO;
using AppServices.Server.Admin;
using AppServices.Server.Functions;
using AppServices.Server.Settings;
using AppServices.Server.Tokens;

namespace AppServices.Server.Hosting;

/// <summary>What <c>serve</c> was told.</summary>
internal sealed record ServeOptions(
    IReadOnlyList<string> Folders,
    Uri Address,
    string? DataFolder,
    string? AppId,
    string? SecretsFile,
    bool StopWithStdin,
    TokenLifetimes Lifetimes,
    FunctionLimits Limits)
{
    /// <summary>Whether apps are reloaded when their files change.</summary>
    public bool Watches { get; init; }

    /// <summary>Whether an app in which something will not work keeps the server from starting.</summary>
    public bool IsStrict { get; init; }

    /// <summary>
    /// Where it is written what each app has, a line of JSON at the start and after each reload (app-folder 1.18); null for nowhere.
    /// </summary>
    public TextWriter? Listings { get; init; }

    /// <summary>Whether the admin API may change apps that are served from folders.</summary>
    public bool IsWritable { get; init; }

    /// <summary>Tells when tokens and sessions begin and end.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How long an operation on documents may work at most.</summary>
    public TimeSpan MaxTime { get; init; } = Services.DataSource.DefaultMaxTime;

    /// <summary>Tells how many files the process may have open.</summary>
    public Func<long> OpenFiles { get; init; } = Hosting.OpenFiles.Limit;

    /// <summary>What the operator decides.</summary>
    public ServerSettings Settings { get; init; } = new();

    /// <summary>What of it the admin API needs to know.</summary>
    public AdminOptions ToAdmin(Hosting.DataFolder data) =>
        new(data.Path, SecretsFile, AppId, IsWritable, IsStrict) { SecretsKey = data.SecretsKey };
}
