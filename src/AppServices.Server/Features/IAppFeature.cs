using System;
using System.Collections.Generic;
using AppServices.Server.AppConfig;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AppServices.Server.Features;

/// <summary>
/// Something that apps can have, such as functions or a way to log in. A feature is a folder with all that belongs to it, and one
/// line in the list of features. What it does not have it leaves out.
/// </summary>
internal interface IAppFeature
{
    /// <summary>Adds what the whole server has of the feature, such as its endpoints.</summary>
    void AddServices(IServiceCollection services)
    {
    }

    /// <summary>Reads the feature's part of an app, in the order of the list of features.</summary>
    /// <param name="app">The app; what is wrong is noted there.</param>
    /// <returns>The settings, found later by their type; null when the app does not use the feature.</returns>
    object? Read(AppReading app) => null;

    /// <summary>Notes what only the whole app shows.</summary>
    void Check(AppDefinition app, Warnings warnings)
    {
    }

    /// <summary>Lists what the app has of the feature, what of it cannot work, too. What no feature lists counts as not served.</summary>
    IEnumerable<AppItem> List(AppDefinition app) => [];

    /// <summary>Adds to what all features have listed what this one knows of it, such as what is missing.</summary>
    void Complete(AppDefinition app, List<AppItem> items)
    {
    }

    /// <summary>Makes the part of an app that runs, in the order of the list of features.</summary>
    /// <param name="app">The app, with the parts made so far.</param>
    /// <param name="services">What the server has.</param>
    /// <returns>The part, found later by its type; null for none.</returns>
    IAppPart? Assemble(RunningApp app, IServiceProvider services) => null;

    /// <summary>Adds the feature's routes, which are the same for all apps.</summary>
    void Map(IEndpointRouteBuilder routes)
    {
    }
}

/// <summary>What a feature is in an app that runs. It ends with the app.</summary>
internal interface IAppPart : IAsyncDisposable
{
    /// <summary>Begins to work by itself, once the app has all its parts.</summary>
    void Start()
    {
    }

    /// <inheritdoc/>
    System.Threading.Tasks.ValueTask IAsyncDisposable.DisposeAsync() => System.Threading.Tasks.ValueTask.CompletedTask;
}
