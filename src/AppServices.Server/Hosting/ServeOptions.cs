using System;
using System.Collections.Generic;
using AppServices.Server.Apps;
using AppServices.Server.Functions;
using AppServices.Server.Settings;
using AppServices.Server.Tokens;
using AppServices.Server.Users;

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
    /// <summary>Tells when tokens and sessions begin and end.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What the operator decides.</summary>
    public ServerSettings Settings { get; init; } = new();

    /// <summary>Where an app's custom user data are.</summary>
    public Func<ServedApp, ICustomUserData> CustomUserData { get; init; } = static _ => new NoCustomUserData();
}
